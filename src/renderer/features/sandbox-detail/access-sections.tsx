import { ArrowRight, ExternalLink, Eye, EyeOff, KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import type { Mount } from '#contract/spec'
import { useApi } from '../../ui/api-context'
import { CopyButton } from '../../ui/copy-button'
import { IconButton } from '../../ui/icon-button'
import { useTellFailure } from '../problems/use-tell-failure'
import { Section } from './fact-list'

/** What reaches in and out: ports, folders, variables, secrets. Each only when there is some. */
export function AccessSections({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const { mounts, environment } = sandbox.spec
  const ports = sandbox.ports.length > 0 ? sandbox.ports : []
  const wanted = sandbox.ports.length > 0 ? [] : sandbox.spec.ports
  return (
    <>
      {ports.length + wanted.length > 0 && (
        <Section title={t('create.ports')}>
          <ul className="flex flex-col gap-1">
            {ports.map((port) => (
              <li key={`${port.hostPort}/${port.protocol}`} className="flex h-6 items-center gap-2 font-mono text-small">
                <span data-selectable>
                  {port.hostAddress}:{port.hostPort}
                </span>
                <ArrowRight aria-label={t('detail.leads_to')} className="size-3.5 text-faint" />
                <span className="text-muted">
                  {port.sandboxPort}/{port.protocol}
                </span>
                {port.protocol === 'tcp' && sandbox.status === 'running' && (
                  <IconButton icon={ExternalLink} label={t('detail:ports.open')} onClick={() => void api.host.openPort({ sandbox: sandbox.id, hostPort: port.hostPort }).catch((thrown: unknown) => tellFailure(t('problems.not_opened', { what: `${port.hostAddress}:${port.hostPort}` }), thrown))} className="size-6 [&>svg]:size-3.5" />
                )}
                <CopyButton text={`http://${port.hostAddress}:${port.hostPort}`} label={t('detail.copy_address')} />
              </li>
            ))}
            {wanted.map((port) => (
              <li key={`${port.sandboxPort}/${port.protocol}`} className="flex h-6 items-center gap-2 font-mono text-small text-muted">
                {port.hostPort ?? t('create.port_any')}
                <ArrowRight aria-label={t('detail.leads_to')} className="size-3.5 text-faint" />
                {port.sandboxPort}/{port.protocol}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {mounts.length > 0 && (
        <Section title={t('detail.mounts')}>
          <ul className="flex flex-col gap-1.5">
            {mounts.map((mount) => (
              <MountRow key={mount.target} mount={mount} />
            ))}
          </ul>
        </Section>
      )}
      {Object.keys(environment).length > 0 && (
        <Section title={t('create.environment')}>
          <ul className="flex flex-col">
            {Object.entries(environment).map(([name, value]) => (
              <Variable key={name} name={name} value={value} />
            ))}
          </ul>
        </Section>
      )}
      {sandbox.secrets.length > 0 && (
        <Section title={t('secrets:title')}>
          <ul className="flex flex-col">
            {sandbox.secrets.map((name) => (
              <li key={name} className="flex min-h-6 items-center gap-2 font-mono text-small">
                <KeyRound aria-hidden className="size-3.5 shrink-0 text-muted" strokeWidth={1.75} />
                <span data-selectable>{name}</span>
              </li>
            ))}
          </ul>
          <p className="mt-1 text-small text-faint">{t('secrets:in_sessions')}</p>
        </Section>
      )}
    </>
  )
}

function MountRow({ mount }: { readonly mount: Mount }) {
  const { t } = useTranslation()
  return (
    <li className="flex flex-wrap items-center gap-x-2 font-mono text-small">
      <span data-selectable className="[overflow-wrap:anywhere]">
        {mount.source}
      </span>
      <ArrowRight aria-label={t('detail.leads_to')} className="size-3.5 shrink-0 text-faint" />
      <span data-selectable>{mount.target}</span>
      <span className={mount.writable ? 'font-sans text-caution' : 'font-sans text-muted'}>{t(mount.writable ? 'detail.writable' : 'detail.read_only')}</span>
    </li>
  )
}

/** Values may be secret: covered until asked for, and then only this one. */
function Variable({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useTranslation()
  const [isShown, setIsShown] = useState(false)
  return (
    <li className="group/variable flex min-h-6 items-center gap-2 font-mono text-small">
      <span data-selectable className="shrink-0">
        {name}
      </span>
      <span className="min-w-0 grow truncate text-muted" {...(isShown && { 'data-selectable': true })}>
        {isShown ? value : '••••••••'}
      </span>
      <IconButton
        icon={isShown ? EyeOff : Eye}
        label={t(isShown ? 'create.hide_value' : 'create.show_value')}
        onClick={() => setIsShown(!isShown)}
        className="size-6 [&>svg]:size-3.5"
      />
      <CopyButton text={value} label={t('detail:environment.copy', { name })} />
    </li>
  )
}

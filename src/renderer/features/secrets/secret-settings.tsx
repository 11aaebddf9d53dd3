import { useMutation } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SecretView } from '#contract/secret'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { CopyButton } from '../../ui/copy-button'
import { Notice } from '../../ui/notice'
import { RelativeTime } from '../../ui/relative-time'
import { useRowFocus } from '../../ui/use-row-focus'
import { toErrorData, useText } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { ChoiceSetting } from '../settings/setting-fields'
import { SettingGroup, SettingRow } from '../settings/setting-row'
import { useSettings } from '../settings/use-settings'
import { askForSecret } from './secret-store'
import { useSecretList, useSecretsChanged } from './use-secrets'

/** The vault: where it is, what it has, and who gets what. */
export function SecretSettings() {
  const { t } = useTranslation('secrets')
  const text = useText()
  const { data, error } = useSecretList()
  const changed = useSecretsChanged()
  const store = useSettings()?.secretStore
  // Another store has another list.
  useEffect(() => void changed(), [store, changed])
  const failure = error ? <ErrorNotice error={toErrorData(error)} className="mt-2" /> : data?.problem && <Notice tone="caution" className="mt-2">{renderError(text, data.problem)}</Notice>
  const secrets = data?.secrets ?? []
  return (
    <SettingGroup id="secrets">
      <ChoiceSetting name="secretStore" isSegmented keywords="keyring keychain vault file" options={(['keyring', 'file'] as const).map((value) => ({ value, label: t(`stores.${value}`) }))} />
      <SettingRow id="secrets" command="agentkernel secret list" keywords="secret key token vault password" below={<SecretRows secrets={secrets} failure={failure} />}>
        <div data-fits>
          <Button onClick={() => askForSecret(null)}>
            <Plus aria-hidden />
            {t('add')}
          </Button>
        </div>
      </SettingRow>
    </SettingGroup>
  )
}

function SecretRows({ secrets, failure }: { readonly secrets: readonly SecretView[]; readonly failure: ReactNode }) {
  const { t } = useTranslation('secrets')
  const api = useApi()
  const changed = useSecretsChanged()
  const [asked, setAsked] = useState<SecretView | null>(null)
  const { place, keepAt } = useRowFocus<HTMLUListElement>()
  const removal = useMutation({ mutationFn: (name: string) => api.secrets.remove({ name }), onSettled: changed })
  const remove = ({ name }: SecretView) => {
    const index = secrets.findIndex((each) => each.name === name)
    setAsked(null)
    removal.mutate(name, { onSuccess: () => keepAt(index) })
  }
  return (
    <>
      {failure}
      {removal.error && <ErrorNotice error={toErrorData(removal.error)} className="mt-2" />}
      {secrets.length > 0 && (
        <ul ref={place} className="mt-2 border-t border-line [&>li+li]:border-t [&>li+li]:border-line">
          {secrets.map((secret) => (
            <SecretRow key={secret.name} secret={secret} isRemoving={removal.isPending && removal.variables === secret.name} onRemove={() => setAsked(secret)} />
          ))}
        </ul>
      )}
      <ConfirmDialog isOpen={asked !== null} title={t('remove_title', { name: asked?.name ?? '' })} verb={t('remove')} onCancel={() => setAsked(null)} onConfirm={() => asked && remove(asked)}>
        <p>{asked && asked.sandboxes.length > 0 ? t('remove_granted', { sandboxes: asked.sandboxes.join(', ') }) : t('remove_meaning')}</p>
        <CommandLine command={`agentkernel secret remove ${quoteWord(asked?.name ?? '')}`} className="mt-3" />
      </ConfirmDialog>
    </>
  )
}

function SecretRow({ secret: { name, updatedAt, sandboxes, isThere }, isRemoving, onRemove }: { readonly secret: SecretView; readonly isRemoving: boolean; readonly onRemove: () => void }) {
  const { t } = useTranslation('secrets')
  const command = `agentkernel secret set ${quoteWord(name)}`
  return (
    <li className="flex items-center gap-3 py-2 last:pb-0">
      <KeyRound aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p data-selectable className="font-mono text-small [overflow-wrap:anywhere]">
          {name}
        </p>
        <p className="text-small text-muted">
          {!isThere && <span className="text-caution">{t('no_value')} </span>}
          {sandboxes.length > 0 ? t('granted_to', { sandboxes: sandboxes.join(', ') }) : t('granted_to_none')}
          {updatedAt !== null && (
            <>
              {', '}
              {t('value_set')} <RelativeTime at={updatedAt} />
            </>
          )}
        </p>
      </div>
      <CopyButton text={command} label={t('settings:copy_command', { command })} />
      <Button size="small" aria-label={t('replace_of', { name })} onClick={() => askForSecret(name)}>
        {t(isThere ? 'replace' : 'set')}
      </Button>
      <Button size="small" data-removes-row isPending={isRemoving} aria-label={t('remove_of', { name })} onClick={onRemove}>
        {t('remove')}
      </Button>
    </li>
  )
}

import { CircleCheck, CircleHelp, TriangleAlert, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { NetworkRules } from '#contract/network'
import type { SandboxView } from '#contract/sandbox'
import { Disclosure } from '../../ui/disclosure'
import { IconButton } from '../../ui/icon-button'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { Fact, FactList, Section } from '../sandbox-detail/fact-list'
import { BlockedList } from './blocked-list'
import { toListCommand } from './network-commands'
import { useBlocked, useListChange, useRules, type ListChange } from './network-queries'
import { TestPlace } from './test-place'
import { useNetworkPalette } from './use-network-palette'

/** What it reaches and by whose choice, what it was refused, and whether a place would be. */
export function NetworkSection({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation('network')
  const { data: rules, error } = useRules(sandbox)
  const blocked = useBlocked(sandbox, rules)
  const list = useListChange(sandbox)
  useNetworkPalette(sandbox, rules, blocked.data, list)
  if (sandbox.status === 'creating' || sandbox.status === 'missing' || sandbox.status === 'unknown') return null
  return (
    <Section title={t('title')}>
      {error ? <ErrorNotice title={t('not_told')} error={toErrorData(error)} /> : null}
      {rules && (
        <FactList>
          <Fact label={t('reaches')}>
            <span className="inline-block first-letter:uppercase">{t(`reach.${rules.reach}`)}</span> <span className="text-muted">({t(`source.${rules.source}`)})</span>
          </Fact>
          <Fact label={t('held')}>
            <Held rules={rules} />
          </Fact>
          {rules.listed.length > 0 && (
            <Fact label={t('allowed_entry')}>
              <Listed sandbox={sandbox} rules={rules} list={list} />
            </Fact>
          )}
          {rules.closed.length > 0 && (
            <Fact label={t('closed')}>
              <Closed rules={rules} />
            </Fact>
          )}
          {sandbox.status === 'running' && (rules.reach === 'list' || rules.reach === 'public') && (
            <Fact label={t('blocked')}>
              <BlockedList sandbox={sandbox} blocked={blocked} list={list} canAllow={rules.reach === 'list'} />
            </Fact>
          )}
          <Fact label={t('test')}>
            <TestPlace key={sandbox.id} sandbox={sandbox} />
          </Fact>
        </FactList>
      )}
    </Section>
  )
}

function Held({ rules: { reach, isHeld } }: { readonly rules: NetworkRules }) {
  const { t } = useTranslation('network')
  const [Icon, tone, key] = isHeld ? ([CircleCheck, 'text-positive', 'held_yes'] as const) : reach === 'everything' ? ([CircleHelp, 'text-faint', 'held_nothing'] as const) : ([TriangleAlert, 'text-caution', 'held_no'] as const)
  return (
    <span className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} strokeWidth={1.75} />
      <span className="inline-block first-letter:uppercase">{t(key)}</span>
    </span>
  )
}

function Listed({ sandbox: { name }, rules: { listed }, list }: { readonly sandbox: SandboxView; readonly rules: NetworkRules; readonly list: ListChange }) {
  const { t } = useTranslation('network')
  return (
    <ul className="flex flex-col">
      {listed.map(({ entry, addresses, source }) => (
        <li key={entry} className="group/entry flex min-h-6 items-start gap-2">
          <span className="min-w-0 grow leading-6 [overflow-wrap:anywhere]">
            <span className="pr-1 font-mono text-small">{entry}</span> <span className="font-mono text-small text-muted">{addresses.join(', ')}</span>
            {source === 'template' && <span className="text-small text-muted"> {t('source.template')}</span>}
          </span>
          <IconButton
            icon={X}
            label={t('deny', { host: entry })}
            command={toListCommand('deny', name, entry)}
            disabled={listed.length === 1 || list.pending !== null}
            onClick={() => void list.change('deny', entry)}
            className="size-6 [&>svg]:size-3.5"
          />
        </li>
      ))}
    </ul>
  )
}

/** By why they are closed: the networks themselves say little. */
function Closed({ rules: { closed } }: { readonly rules: NetworkRules }) {
  const { t } = useTranslation('network')
  const causes = [...new Set(closed.map(({ cause }) => cause))]
  return (
    <Disclosure label={t('closed_count', { count: closed.length })}>
      <ul className="flex flex-col gap-1">
        {causes.map((cause) => (
          <li key={cause}>
            {t(`cause.${cause}`)}{' '}
            <span className="font-mono text-small text-muted">
              {closed
                .filter((one) => one.cause === cause)
                .map(({ network }) => network)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

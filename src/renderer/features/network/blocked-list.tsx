import { RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Blocked } from '#contract/network'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { RelativeTime } from '../../ui/relative-time'
import { Tooltip } from '../../ui/tooltip'
import { ErrorNotice } from '../problems/error-notice'
import { toErrorData } from '../../ui/use-text'
import { toBlockedCommand, toListCommand } from './network-commands'
import type { ListChange } from './network-queries'

export interface BlockedListProps {
  readonly sandbox: SandboxView
  readonly blocked: UseQueryResult<Blocked[]>
  readonly list: ListChange
  /** False where there is no list that could be added to. */
  readonly canAllow: boolean
}

/** What it wanted to reach and did not, newest first, each with what would let it. */
export function BlockedList({ sandbox, blocked, list, canAllow }: BlockedListProps) {
  const { t } = useTranslation('network')
  const found = blocked.data ?? []
  return (
    <div className="flex flex-col gap-1 pb-1.5">
      <div className="flex min-h-6 items-center gap-2">
        <span className="grow text-muted">{blocked.isPending ? t('looking') : found.length === 0 ? t('blocked_none') : t('blocked_count', { count: found.length })}</span>
        <IconButton icon={RotateCw} label={t('look_again')} command={toBlockedCommand(sandbox.name)} disabled={blocked.isFetching} onClick={() => void blocked.refetch()} className="size-6 [&>svg]:size-3.5" />
      </div>
      {blocked.error ? <ErrorNotice title={t('not_told')} error={toErrorData(blocked.error)} /> : null}
      <ul aria-label={t('blocked')} className="flex flex-col gap-1">
        {found.map((each) => (
          <BlockedRow key={`${each.host} ${each.address} ${each.port} ${each.protocol}`} blocked={each} name={sandbox.name} list={list} canAllow={canAllow} />
        ))}
      </ul>
    </div>
  )
}

function BlockedRow({ blocked: { host, address, port, protocol, cause, count, lastAt, rule }, name, list, canAllow }: { readonly blocked: Blocked; readonly name: string; readonly list: ListChange; readonly canAllow: boolean }) {
  const { t } = useTranslation('network')
  return (
    <li className="flex min-h-6 items-start gap-2">
      <div className="min-w-0 grow [overflow-wrap:anywhere]">
        <span className="font-mono text-small">
          {host}
          {port !== undefined && `:${port}/${protocol}`}
        </span>
        {address !== undefined && address !== host && <span className="font-mono text-small text-muted"> {address}</span>}
        <p className="text-small text-muted">
          {t(`cause.${cause}`)} · {t('times', { count })} · <RelativeTime at={lastAt} />
        </p>
      </div>
      {canAllow && rule !== undefined && (
        <Tooltip text={t('allow_host', { host: rule })} command={toListCommand('allow', name, rule)}>
          <Button size="small" aria-label={t('allow_host', { host: rule })} disabled={list.pending !== null} isPending={list.pending === rule} onClick={() => void list.change('allow', rule)}>
            {t('allow')}
          </Button>
        </Tooltip>
      )}
    </li>
  )
}

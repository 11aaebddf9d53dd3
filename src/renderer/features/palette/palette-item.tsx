import { Command } from 'cmdk'
import { Box } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { classNames } from '../../ui/class-names'
import { KeyCap } from '../../ui/key-cap'
import { StatusShape } from '../sandboxes/status-mark'
import { useSandbox } from '../sandboxes/sandbox-list-cache'
import type { Action } from './action-registry'
import { isMac, toKeyCaps } from './keys'

export interface PaletteItemProps {
  readonly action: Action
  /** Found by letters: no heading says what it is about. */
  readonly tellsGroup: boolean
  readonly onRun: () => void
}

export function PaletteItem({ action, tellsGroup, onRun }: PaletteItemProps) {
  const { t } = useTranslation('palette')
  const sandbox = useSandbox(action.sandboxId ?? '')
  const Icon = action.icon ?? Box
  return (
    <Command.Item
      value={action.id}
      onSelect={onRun}
      className={classNames('flex h-8 items-center gap-2.5 rounded-md px-2 select-none data-[selected=true]:bg-pressed', action.isDestructive && 'text-negative')}
    >
      <span className="flex w-4 shrink-0 justify-center">
        {sandbox ? <StatusShape status={sandbox.status} /> : <Icon aria-hidden className={classNames('size-4', action.isDestructive ? 'text-negative' : 'text-muted')} strokeWidth={1.75} />}
      </span>
      <span className="min-w-0 truncate">{action.title}</span>
      {action.note !== undefined && <span className="min-w-0 truncate font-mono text-small text-faint">{action.note}</span>}
      <span className="ml-auto flex shrink-0 items-center gap-1 pl-2">
        {action.key ? (
          action.key.keys.slice(0, 1).flatMap((keys) => toKeyCaps(keys, isMac).map((cap) => <KeyCap key={cap}>{cap}</KeyCap>))
        ) : tellsGroup ? (
          <span className="text-small text-faint">{t(`groups.${action.group}`)}</span>
        ) : null}
      </span>
    </Command.Item>
  )
}

import { Pin } from 'lucide-react'
import { useState, type FocusEvent, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { backendTitles } from '../../ui/backend-titles'
import { Checkbox } from '../../ui/checkbox'
import { classNames } from '../../ui/class-names'
import { RelativeTime } from '../../ui/relative-time'
import { BackendMark } from '../backends/backend-mark'
import { SandboxAttention } from '../terminals/attention-mark'
import { toggleMark } from './marks'
import { RowActions } from './row-actions'
import { useShownStatus } from './sandbox-actions'
import { StatusMark } from './status-mark'
import { UsageCell } from './usage-cell'

export interface SandboxCardProps {
  readonly sandbox: SandboxView
  readonly isSelected: boolean
  readonly isMarked: boolean
  readonly isPinned: boolean
  readonly isTabStop: boolean
  readonly onClick: (event: MouseEvent, id: string) => void
  readonly onFocus: (id: string) => void
}

/** One sandbox as a card: its name and image, how it is, and what it uses. */
export function SandboxCard({ sandbox, isSelected, isMarked, isPinned, isTabStop, onClick, onFocus }: SandboxCardProps) {
  const { t } = useTranslation()
  const status = useShownStatus(sandbox)
  const [isHovered, setIsHovered] = useState(false)
  const [isFocused, setIsFocused] = useState(false)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const isActive = isHovered || isFocused || isMenuOpen
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setIsFocused(false)
  }
  return (
    <div
      role="gridcell"
      aria-label={`${sandbox.name}, ${t(`status.${status}`)}`}
      aria-selected={isSelected || isMarked}
      data-sandbox={sandbox.id}
      tabIndex={isTabStop ? 0 : -1}
      onClick={(event) => onClick(event, sandbox.id)}
      onFocus={() => {
        setIsFocused(true)
        onFocus(sandbox.id)
      }}
      onBlur={leave}
      onPointerEnter={() => setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
      className={classNames(
        'relative flex flex-col rounded-lg border p-3 transition-colors',
        isMarked || isSelected ? 'border-accent bg-selected' : isActive ? 'border-line-strong/60 bg-hover' : 'border-line bg-surface'
      )}
    >
      <div className={classNames('flex min-w-0 grow flex-col', sandbox.isStale && 'opacity-64 [&_*]:text-text')}>
        <div className="flex h-5 items-center gap-2">
          <span className="truncate font-medium">{sandbox.name}</span>
          <SandboxAttention sandboxId={sandbox.id} />
          <StatusMark status={status} className="ml-auto shrink-0" />
        </div>
        <span className="mt-0.5 truncate pr-5 font-mono text-small text-muted">{sandbox.spec.image}</span>
        <div className="mt-2 flex h-5 items-center gap-4">
          {sandbox.status === 'running' && (
            <>
              <UsageCell sandbox={sandbox} figure="cpu" />
              <UsageCell sandbox={sandbox} figure="memory" />
            </>
          )}
        </div>
        <div className="mt-auto flex h-6 items-center gap-2 text-small text-muted">
          <BackendMark kind={sandbox.backend} />
          <span className="truncate">
            {backendTitles[sandbox.backend]}, {t(`isolation.${sandbox.isolation}`)}
          </span>
          <span className="ml-auto shrink-0">
            <RelativeTime at={sandbox.isStale ? sandbox.knownAt : sandbox.createdAt} length="narrow" />
          </span>
        </div>
      </div>
      <div role="presentation" onClick={(event) => event.stopPropagation()} className="absolute top-8.5 right-3 flex size-4 items-center justify-center">
        {isActive || isMarked ? (
          <Checkbox label={t('sandboxes:marks.mark', { name: sandbox.name })} isChecked={isMarked} onChange={() => toggleMark(sandbox.id)} tabIndex={-1} />
        ) : (
          isPinned && <Pin aria-label={t('sandboxes:groups.pinned')} className="size-3 text-faint" />
        )}
      </div>
      {isActive && (
        <div role="presentation" onClick={(event) => event.stopPropagation()} className={classNames('absolute right-2 bottom-2 flex items-center rounded-md pl-2', isMarked || isSelected ? 'bg-selected' : 'bg-hover')}>
          <RowActions sandbox={sandbox} onMenuOpenChange={setIsMenuOpen} />
        </div>
      )}
    </div>
  )
}

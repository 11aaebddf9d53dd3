import { Button as BaseButton } from '@base-ui/react/button'
import type { LucideIcon } from 'lucide-react'
import { classNames } from './class-names'
import { Tooltip } from './tooltip'

export interface IconButtonProps extends Omit<BaseButton.Props, 'className' | 'children'> {
  /** What it does: the tooltip and the accessible name. */
  readonly label: string
  readonly icon: LucideIcon
  readonly shortcut?: string | undefined
  /** The command line that does the same, for the tooltip. */
  readonly command?: string | undefined
  readonly className?: string
  readonly tone?: 'plain' | 'danger'
}

export function IconButton({ label, icon: Icon, shortcut, command, className, tone = 'plain', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} command={command}>
      <BaseButton
        focusableWhenDisabled
        {...rest}
        aria-label={label}
        className={classNames(
          'no-drag inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted transition-colors not-data-disabled:hover:bg-pressed data-disabled:opacity-45 data-popup-open:bg-pressed data-popup-open:text-text',
          tone === 'danger' ? 'not-data-disabled:hover:text-negative' : 'not-data-disabled:hover:text-text',
          className
        )}
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </BaseButton>
    </Tooltip>
  )
}

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip'
import { createContext, useContext, type ReactElement, type ReactNode } from 'react'
import { KeyCap } from './key-cap'

export interface TooltipProps {
  readonly text: ReactNode
  /** The key that does the same. */
  readonly shortcut?: string | undefined
  /** The command line that does the same, below the text. */
  readonly command?: string | undefined
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactElement<Record<string, unknown>>
}

/** Where false, what is inside goes without its tooltips: they are dear by the hundred, and in a row nobody points at none can be asked for. */
export const TooltipsWanted = createContext(true)

/** Names an icon or gives the exact value behind a short one. Never the only place of something needed. */
export function Tooltip(props: TooltipProps) {
  return useContext(TooltipsWanted) ? <WantedTooltip {...props} /> : props.children
}

function WantedTooltip({ text, shortcut, command, side = 'bottom', children }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-50">
          <BaseTooltip.Popup className="max-w-80 rounded-md bg-raised px-2 py-1 text-small text-text shadow-float transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            <span className="flex items-center gap-2">
              {text}
              {shortcut !== undefined && <KeyCap>{shortcut}</KeyCap>}
            </span>
            {command !== undefined && <span className="block truncate font-mono text-label leading-4 text-muted">{command}</span>}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  )
}

export const TooltipProvider = BaseTooltip.Provider

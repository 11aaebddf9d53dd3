import { classNames } from './class-names'
import { CopyButton } from './copy-button'

export interface CommandLineProps {
  readonly command: string
  /** Keep to one line and cut, where the room is small. */
  readonly isSingleLine?: boolean
  readonly className?: string
}

/** A command as it would be typed, to select or to copy as a whole. */
export function CommandLine({ command, isSingleLine = false, className }: CommandLineProps) {
  return (
    <div className={classNames('flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5', className)}>
      <code className={classNames('min-w-0 grow py-0.5 text-small text-text', isSingleLine ? 'truncate' : '[overflow-wrap:anywhere] whitespace-pre-wrap')}>
        {command}
      </code>
      <CopyButton text={command} />
    </div>
  )
}

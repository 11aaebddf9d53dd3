import { BellRing, SquareCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TerminalAttention } from '#contract/terminal'
import { classNames } from '../../ui/class-names'
import { showTerminal, sortCalls, useAttention } from './attention-store'

/** On a tab: that its terminal wants somebody. What the program said is a tooltip, as plain text. */
export function TabAttention({ id }: { readonly id: string }) {
  const call = useAttention(({ calls }) => calls.find((each) => each.id === id))
  const { t } = useTranslation()
  if (!call) return null
  const word = t(`attention.${call.kind}`)
  return (
    <span title={call.text === '' ? word : `${word}: ${call.text}`} className="flex shrink-0">
      <CallIcon kind={call.kind} />
      <span className="sr-only">{word}</span>
    </span>
  )
}

/** In the list: that one of a sandbox's terminals wants somebody; leads there. */
export function SandboxAttention({ sandboxId }: { readonly sandboxId: string }) {
  const call = useAttention(({ calls }) => sortCalls(calls.filter((each) => each.sandboxId === sandboxId))[0])
  const { t } = useTranslation()
  if (!call) return null
  const word = t(`attention.${call.kind}`)
  return (
    <button
      type="button"
      tabIndex={-1}
      title={call.text === '' ? word : call.text}
      onClick={(event) => {
        event.stopPropagation()
        showTerminal(call.id)
      }}
      className="ml-2 flex h-5 shrink-0 items-center gap-1.5 rounded-md px-1.5 text-small text-text hover:bg-pressed"
    >
      <CallIcon kind={call.kind} />
      <span className="sr-only @4xl/list:not-sr-only">{word}</span>
    </button>
  )
}

function CallIcon({ kind }: Pick<TerminalAttention, 'kind'>) {
  const Icon = kind === 'waiting' ? BellRing : SquareCheck
  return <Icon aria-hidden className={classNames('size-3.5', kind === 'waiting' ? 'text-caution' : 'text-muted')} strokeWidth={1.75} />
}

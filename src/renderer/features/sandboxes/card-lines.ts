import type { SandboxView } from '#contract/sandbox'
import type { SandboxGroup } from './sandbox-groups'
import type { ListItem } from './use-list-items'

export type CardLine = { readonly kind: 'group'; readonly group: SandboxGroup; readonly isFolded: boolean } | { readonly kind: 'cards'; readonly sandboxes: readonly SandboxView[] }

/** Breaks the list into lines of so many cards; a group begins a new line. */
export function toCardLines(items: readonly ListItem[], columns: number): CardLine[] {
  const lines: CardLine[] = []
  let open: SandboxView[] = []
  for (const item of items) {
    if (item.kind === 'group') {
      lines.push(item)
      open = []
      continue
    }
    if (open.length === 0 || open.length === columns) {
      open = []
      lines.push({ kind: 'cards', sandboxes: open })
    }
    open.push(item.row.original)
  }
  return lines
}

const sideways: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }
const upAndDown: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 3, PageUp: -3 }

/** Where a key leads from the card with this index: sideways in reading order, up and down in its column. */
export function stepCards(lines: readonly CardLine[], index: number, key: string): number | undefined {
  const side = sideways[key]
  if (side !== undefined) return index + side
  const rows = upAndDown[key]
  if (rows === undefined) return undefined
  const lengths = lines.flatMap((line) => (line.kind === 'cards' ? [line.sandboxes.length] : []))
  const starts = lengths.map((_, line) => lengths.slice(0, line).reduce((sum, length) => sum + length, 0))
  const line = Math.max(0, starts.findLastIndex((start) => start <= index))
  const column = index - (starts[line] ?? 0)
  const next = Math.min(lengths.length - 1, Math.max(0, line + rows))
  return (starts[next] ?? 0) + Math.min(column, (lengths[next] ?? 1) - 1)
}

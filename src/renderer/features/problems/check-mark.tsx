import { Check as Tick, Minus, TriangleAlert, X, type LucideIcon } from 'lucide-react'
import type { Check } from '#contract/diagnostics'
import { classNames } from '../../ui/class-names'

const marks: Record<Check['outcome'], { readonly icon: LucideIcon; readonly tone: string }> = {
  pass: { icon: Tick, tone: 'text-positive' },
  warn: { icon: TriangleAlert, tone: 'text-caution' },
  fail: { icon: X, tone: 'text-negative' },
  skip: { icon: Minus, tone: 'text-faint' }
}

/** What came of a check, as a shape; its word is for those who do not see it. */
export function CheckMark({ outcome, label }: { readonly outcome: Check['outcome']; readonly label: string }) {
  const { icon: Icon, tone } = marks[outcome]
  return <Icon role="img" aria-label={label} className={classNames('h-[1lh] w-4 shrink-0', tone)} strokeWidth={1.75} />
}

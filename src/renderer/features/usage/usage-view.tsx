import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView, Usage } from '#contract/sandbox'
import { CommandLine } from '../../ui/command-line'
import { EmptyState } from '../../ui/empty-state'
import { formatBytes, formatPercent } from '../../ui/format'
import { Segmented } from '../../ui/segmented'
import { quoteWord } from '../create/to-command-line'
import { latestFigure, useLongUsageHistory } from '../sandboxes/usage-history'
import { useUsageFeed } from '../sandboxes/use-usage-feed'
import { toSeries } from './to-series'

/** Not part of the first picture: loaded with the first look at a chart. */
const UsageChart = lazy(() => import('./usage-chart').then((loaded) => ({ default: loaded.UsageChart })))

const mebibyte = 1024 * 1024
const spans = ['2', '10', '60'] as const

/** CPU and memory over the last minutes, as far as this window has seen them. */
export function UsageView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t, i18n } = useTranslation()
  const [span, setSpan] = useState<(typeof spans)[number]>('10')
  const isRunning = sandbox.status === 'running'
  useUsageFeed(isRunning ? [sandbox.id] : [])
  const history = useLongUsageHistory(sandbox.id)
  const latest = isRunning ? history.at(-1) : undefined
  if (history.length === 0 && !isRunning) return <EmptyState title={t('detail:usage.none')}>{t('detail:usage.none_hint')}</EmptyState>
  const limit = latest?.memoryLimitBytes ?? sandbox.spec.memoryMb * mebibyte
  const percent = (value: number) => formatPercent(value, i18n.language)
  const bytes = (value: number) => formatBytes(value, i18n.language)
  return (
    <div className="flex min-h-0 grow flex-col gap-6 overflow-y-auto p-4">
      <div className="w-72 max-w-full">
        <Segmented label={t('detail:usage.span')} value={span} options={spans.map((value) => ({ value, label: t('detail:usage.minutes', { count: Number(value) }) }))} onChange={setSpan} />
      </div>
      <Figure title={t('sandboxes:columns.cpu')} history={history} read={(usage) => usage.cpuPercent} now={latest ? latestFigure(history, (usage) => usage.cpuPercent) : null} ceiling={sandbox.spec.vcpus * 100} most={t('usage.of_vcpus', { count: sandbox.spec.vcpus })} minutes={Number(span)} format={percent} />
      <Figure title={t('sandboxes:columns.memory')} history={history} read={(usage) => usage.memoryBytes} now={latest?.memoryBytes ?? null} ceiling={limit} most={t('usage.of_memory', { limit: bytes(limit) })} minutes={Number(span)} format={bytes} isBinary />
      {latest && latest.processes !== null && (
        <p className="text-muted">
          {t('detail:usage.processes')} <span className="tabular text-text">{latest.processes}</span>
        </p>
      )}
      <CommandLine command={`agentkernel stats ${quoteWord(sandbox.name)}`} isSingleLine />
    </div>
  )
}

interface FigureProps {
  readonly title: string
  readonly history: readonly Usage[]
  readonly read: (usage: Usage) => number | null
  readonly now: number | null
  readonly ceiling: number
  readonly most: string
  readonly minutes: number
  readonly format: (value: number) => string
  readonly isBinary?: boolean
}

function Figure({ title, history, read, now, ceiling, most, minutes, format, isBinary = false }: FigureProps) {
  const { t, i18n } = useTranslation()
  const [hovered, setHovered] = useState<{ readonly at: number; readonly value: number } | null>(null)
  const { times, values } = toSeries(history, read, minutes * 60)
  const value = hovered?.value ?? now
  const time = hovered && new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(new Date(hovered.at * 1000))
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <div className="flex items-baseline gap-2">
        <h3 className="font-medium">{title}</h3>
        <span className="tabular text-title font-semibold">{value === null ? '–' : format(value)}</span>
        <span className="text-small text-faint">{most}</span>
        <span className="tabular ml-auto text-small text-muted">{time ?? t('detail:usage.now')}</span>
      </div>
      <Suspense fallback={<div className="h-37" />}>
        <UsageChart label={`${title}: ${value === null ? '–' : format(value)} ${most}`} times={times} values={values} ceiling={ceiling} spanSeconds={minutes * 60} format={format} isBinary={isBinary} onHover={setHovered} />
      </Suspense>
    </section>
  )
}

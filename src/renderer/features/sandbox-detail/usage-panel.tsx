import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { formatBytes, formatPercent } from '../../ui/format'
import { Sparkline } from '../../ui/sparkline'
import { latestFigure, usageCapacity, useUsageHistory } from '../sandboxes/usage-history'
import { useUsageFeed } from '../sandboxes/use-usage-feed'

const mebibyte = 1024 * 1024

/** The last minute of CPU and memory, and the figures now. */
export function UsagePanel({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t, i18n } = useTranslation()
  useUsageFeed([sandbox.id])
  const history = useUsageHistory(sandbox.id)
  const latest = history.at(-1)
  const cpu = latestFigure(history, (usage) => usage.cpuPercent)
  const limit = latest?.memoryLimitBytes ?? sandbox.spec.memoryMb * mebibyte
  return (
    <div className="grid grid-cols-2 gap-6">
      <Figure
        label={t('sandboxes:columns.cpu')}
        value={cpu === null ? '–' : formatPercent(cpu, i18n.language)}
        most={t('usage.of_vcpus', { count: sandbox.spec.vcpus })}
      >
        <Sparkline values={history.map((usage) => usage.cpuPercent)} ceiling={sandbox.spec.vcpus * 100} capacity={usageCapacity} />
      </Figure>
      <Figure label={t('sandboxes:columns.memory')} value={latest ? formatBytes(latest.memoryBytes, i18n.language) : '–'} most={t('usage.of_memory', { limit: formatBytes(limit, i18n.language) })}>
        <Sparkline values={history.map((usage) => usage.memoryBytes)} ceiling={limit} capacity={usageCapacity} />
      </Figure>
    </div>
  )
}

interface FigureProps {
  readonly label: string
  readonly value: string
  readonly most: string
  readonly children: ReactNode
}

function Figure({ label, value, most, children }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-small text-faint">{label}</span>
      <div className="flex items-baseline gap-1.5">
        <span className="tabular text-title font-semibold">{value}</span>
        <span className="truncate text-small text-faint">{most}</span>
      </div>
      <div className="[&>svg]:h-9 [&>svg]:w-full">{children}</div>
    </div>
  )
}

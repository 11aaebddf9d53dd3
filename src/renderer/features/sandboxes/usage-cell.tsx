import { useTranslation } from 'react-i18next'
import type { SandboxView, Usage } from '#contract/sandbox'
import { formatBytes, formatPercent } from '../../ui/format'
import { Sparkline } from '../../ui/sparkline'
import { Tooltip } from '../../ui/tooltip'
import { latestFigure, usageCapacity, useUsageHistory } from './usage-history'

export interface UsageCellProps {
  readonly sandbox: SandboxView
  readonly figure: 'cpu' | 'memory'
}

const mebibyte = 1024 * 1024

function read(usage: Usage, figure: UsageCellProps['figure']): number | null {
  return figure === 'cpu' ? usage.cpuPercent : usage.memoryBytes
}

/** The last minute of one figure and its value now; a dash for what does not run or is not measured yet. */
export function UsageCell({ sandbox, figure }: UsageCellProps) {
  const { i18n, t } = useTranslation()
  const history = useUsageHistory(sandbox.id)
  const latest = sandbox.status === 'running' ? history.at(-1) : undefined
  const value = latest ? latestFigure(history, (usage) => read(usage, figure)) : null
  if (!latest || value === null) return <span className="text-faint">–</span>
  const ceiling = figure === 'cpu' ? sandbox.spec.vcpus * 100 : (latest.memoryLimitBytes ?? sandbox.spec.memoryMb * mebibyte)
  const shown = figure === 'cpu' ? formatPercent(value, i18n.language) : formatBytes(value, i18n.language)
  const most = figure === 'cpu' ? t('usage.of_vcpus', { count: sandbox.spec.vcpus }) : t('usage.of_memory', { limit: formatBytes(ceiling, i18n.language) })
  return (
    <Tooltip text={`${shown} ${most}`}>
      <span className="flex items-center gap-2">
        <Sparkline values={history.map((usage) => read(usage, figure))} ceiling={ceiling} capacity={usageCapacity} />
        <span className="tabular text-small text-muted">{shown}</span>
      </span>
    </Tooltip>
  )
}

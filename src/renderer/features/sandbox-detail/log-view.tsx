import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { EmptyState } from '../../ui/empty-state'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { findInLines } from './find-in-lines'
import { LineList } from './line-list'
import { useLogChoices } from './log-store'
import { LogToolbar } from './log-toolbar'
import { useLogPalette } from './use-log-palette'
import { useLogs } from './use-logs'
import { useSaveText } from './use-save-text'

/** What the main program says, newest at the end; it follows until somebody scrolls up. */
export function LogView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { isWrapped, span } = useLogChoices()
  const { lines, isLoading, error } = useLogs(sandbox, span)
  const [isFollowing, setIsFollowing] = useState(true)
  const [search, setSearch] = useState('')
  const [step, setStep] = useState(0)
  const [target, setTarget] = useState<{ readonly index: number } | null>(null)
  const save = useSaveText()
  const wanted = useDeferredValue(search)
  const matches = useMemo(() => findInLines(lines, wanted), [lines, wanted])
  const show = (next: number) => {
    if (matches.length === 0) return
    const index = (next + matches.length) % matches.length
    setStep(index)
    setIsFollowing(false)
    setTarget({ index: matches[index] ?? 0 })
  }
  const getText = useCallback(() => lines.map((line) => `${line.text}\n`).join(''), [lines])
  const saveAll = useCallback(() => void save(`${sandbox.name}.log`, getText()), [save, sandbox.name, getText])
  const command = `agentkernel logs ${quoteWord(sandbox.name)} --follow${span === 0 ? '' : ` --since ${span}m`}`
  const current = matches[step]
  useLogPalette({ getText, line: lines[current ?? lines.length - 1]?.text, command, onSave: saveAll, onFollow: setIsFollowing })
  return (
    <div className="flex min-h-0 grow flex-col">
      <LogToolbar
        search={search}
        onSearch={(next) => {
          setSearch(next)
          setStep(0)
        }}
        found={{ index: step, count: matches.length }}
        onStep={(by) => show(step + by)}
        isFollowing={isFollowing}
        onFollow={setIsFollowing}
        getText={getText}
        onSave={saveAll}
        command={command}
      />
      {error ? (
        <div className="p-4">
          <ErrorNotice error={error} />
        </div>
      ) : lines.length === 0 ? (
        isLoading ? null : (
          <EmptyState title={t('logs.empty')}>{t(span === 0 ? 'logs.empty_hint' : 'detail:logs.empty_span')}</EmptyState>
        )
      ) : (
        <LineList label={t('detail.logs')} lines={lines} isWrapped={isWrapped} isFollowing={isFollowing} onFollow={setIsFollowing} search={wanted} current={current} target={target} />
      )}
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FileChange } from '#contract/files'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { classNames } from '../../ui/class-names'
import { CommandLine } from '../../ui/command-line'
import { EmptyState } from '../../ui/empty-state'
import { Spinner } from '../../ui/spinner'
import { quoteWord } from '../create/to-command-line'
import { nameOf, parentOf } from './file-paths'
import { edit, goTo } from './files-store'
import { Unreadable } from './unreadable'

const signs: Record<FileChange['kind'], { readonly sign: string; readonly tone: string }> = {
  added: { sign: '+', tone: 'text-positive' },
  modified: { sign: '~', tone: 'text-caution' },
  removed: { sign: '−', tone: 'text-negative' }
}

/** What was added, changed and removed since the sandbox was created, and of what nothing can be told. */
export function ChangesList({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const api = useApi()
  const { data, error } = useQuery({
    queryKey: ['files', sandbox.id, 'changes', sandbox.status],
    queryFn: ({ signal }) => api.files.changes({ sandbox: sandbox.id }, { signal }),
    staleTime: 0
  })
  if (error) return <Unreadable sandbox={sandbox} error={error} />
  if (!data)
    return (
      <p className="flex items-center gap-2 p-4 text-muted">
        <Spinner /> {t('files:comparing')}
      </p>
    )
  if (data.changes.length === 0) return <EmptyState title={t('files:nothing_changed')}>{t(`files:basis.${data.basis}`)}</EmptyState>
  return (
    <>
      <div className="min-h-0 grow overflow-y-auto">
        <p className="px-4 py-2 text-small text-muted">
          {t(`files:basis.${data.basis}`)} {data.isPartial && t('files:changes_partial', { count: data.changes.length })} {data.leftOut.length > 0 && t('files:left_out', { paths: data.leftOut.join(', ') })}
        </p>
        <ul>
          {data.changes.map((change) => (
            <Change key={change.path} change={change} sandboxId={sandbox.id} />
          ))}
        </ul>
      </div>
      <div className="shrink-0 border-t border-line px-3 py-2">
        <CommandLine command={`agentkernel files changes ${quoteWord(sandbox.name)}`} isSingleLine />
      </div>
    </>
  )
}

function Change({ change, sandboxId }: { readonly change: FileChange; readonly sandboxId: string }) {
  const { t } = useTranslation()
  const { sign, tone } = signs[change.kind]
  const open = () => {
    goTo(sandboxId, parentOf(change.path))
    edit(sandboxId, change.path)
  }
  const directory = parentOf(change.path)
  return (
    <li className="[contain-intrinsic-height:28px] [content-visibility:auto]">
      <button type="button" disabled={change.kind === 'removed'} onClick={open} className="flex h-7 w-full items-center gap-3 px-4 text-left font-mono text-small outline-offset-[-2px] not-disabled:hover:bg-hover">
        <span role="img" aria-label={t(`files:kinds.${change.kind}`)} className={classNames('w-3 shrink-0 text-center font-semibold', tone)}>
          {sign}
        </span>
        <span className={classNames('min-w-0 truncate', change.kind === 'removed' && 'text-muted line-through')}>
          <span className="text-faint">{directory === '/' ? '/' : `${directory}/`}</span>
          {nameOf(change.path)}
        </span>
      </button>
    </li>
  )
}

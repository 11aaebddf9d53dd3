import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Download } from 'lucide-react'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TextFile } from '#contract/files'
import { AppError, type ErrorData } from '#contract/errors'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { EmptyState } from '../../ui/empty-state'
import { IconButton } from '../../ui/icon-button'
import { toErrorData } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { nameOf } from './file-paths'
import { edit } from './files-store'
import { Unreadable } from './unreadable'
import { useFileActions } from './use-file-actions'

export interface FileEditorProps {
  readonly sandbox: SandboxView
  readonly path: string
}

/** One text file. A file that is not there yet begins empty and is made when it is saved. */
export function FileEditor({ sandbox, path }: FileEditorProps) {
  const { t } = useTranslation()
  const api = useApi()
  const actions = useFileActions(sandbox)
  const { data, error } = useQuery({
    queryKey: ['file', sandbox.id, path],
    queryFn: async ({ signal }): Promise<TextFile | 'new'> => {
      try {
        return await api.files.readText({ sandbox: sandbox.id, path }, { signal })
      } catch (thrown) {
        if (AppError.is(thrown, 'FILE_NOT_FOUND')) return 'new'
        throw thrown
      }
    },
    staleTime: 0,
    gcTime: 0
  })
  if (data === 'new') return <Editor sandbox={sandbox} path={path} file={null} />
  if (data?.isText) return <Editor sandbox={sandbox} path={path} file={data} />
  return (
    <>
      <EditorBar path={path} onBack={() => edit(sandbox.id, null)} />
      {error && <Unreadable sandbox={sandbox} error={error} />}
      {data && (
        <EmptyState
          title={t('files:not_text')}
          actions={
            <Button onClick={() => void actions.download(path, false)}>
              <Download aria-hidden />
              {t('files:download')}
            </Button>
          }
        />
      )}
    </>
  )
}

function Editor({ sandbox, path, file }: FileEditorProps & { readonly file: TextFile | null }) {
  const { t } = useTranslation()
  const api = useApi()
  const queries = useQueryClient()
  const [saved, setSaved] = useState(file)
  const [text, setText] = useState(file?.text ?? '')
  const [problem, setProblem] = useState<ErrorData | null>(null)
  const [isSaving, setIsSaving] = useState(false)
  const [isLeaving, setIsLeaving] = useState(false)
  const isDirty = saved === null || text !== saved.text
  const leave = () => edit(sandbox.id, null)
  const save = async (isForced: boolean) => {
    setIsSaving(true)
    setProblem(null)
    try {
      setSaved(await api.files.writeText({ sandbox: sandbox.id, path, text, ...(!isForced && { revision: saved?.revision ?? null }) }))
      void queries.invalidateQueries({ queryKey: ['files', sandbox.id] })
    } catch (thrown) {
      setProblem(toErrorData(thrown))
    } finally {
      setIsSaving(false)
    }
  }
  const press = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault()
      if (isDirty) void save(false)
    }
  }
  const isConflict = problem?.code === 'FILE_CHANGED' || problem?.code === 'FILE_EXISTS'
  return (
    <div role="presentation" className="flex min-h-0 grow flex-col" onKeyDown={press}>
      <EditorBar path={path} onBack={() => (isDirty && text !== (saved?.text ?? '') ? setIsLeaving(true) : leave())}>
        <span role="status" className="text-small whitespace-nowrap text-muted">
          {t(saved === null ? 'files:is_new' : isDirty ? 'files:is_changed' : 'files:is_saved')}
        </span>
        <Button tone="primary" disabled={!isDirty || isSaving} isPending={isSaving} onClick={() => void save(false)}>
          {t('files:save')}
        </Button>
      </EditorBar>
      {problem && (
        <div className="flex flex-col gap-2 p-3">
          <ErrorNotice error={problem} onDismiss={() => setProblem(null)} />
          {isConflict && (
            <div className="flex gap-2">
              <Button size="small" onClick={() => void save(true)}>
                {t('files:overwrite')}
              </Button>
              <Button size="small" onClick={() => void queries.resetQueries({ queryKey: ['file', sandbox.id, path] })}>
                {t('files:read_again')}
              </Button>
            </div>
          )}
        </div>
      )}
      <textarea
        aria-label={path}
        value={text}
        onChange={(event) => setText(event.target.value)}
        spellCheck={false}
        wrap="off"
        className="min-h-0 grow resize-none bg-terminal p-3 font-mono text-small leading-5 outline-offset-[-2px]"
      />
      <div className="shrink-0 border-t border-line px-3 py-2">
        <CommandLine command={`agentkernel cp ${quoteWord(nameOf(path))} ${quoteWord(`${sandbox.name}:${path}`)}`} isSingleLine />
      </div>
      <ConfirmDialog isOpen={isLeaving} title={t('files:discard_title', { name: nameOf(path) })} verb={t('files:discard')} onCancel={() => setIsLeaving(false)} onConfirm={leave}>
        <p>{t('files:discard_meaning')}</p>
      </ConfirmDialog>
    </div>
  )
}

function EditorBar({ path, onBack, children }: { readonly path: string; readonly onBack: () => void; readonly children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-2">
      <IconButton icon={ArrowLeft} label={t('files:back')} onClick={onBack} />
      <span data-selectable className="min-w-0 grow truncate font-mono text-small">
        {path}
      </span>
      {children}
    </div>
  )
}

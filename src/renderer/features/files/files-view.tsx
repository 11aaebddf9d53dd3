import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { ChangesList } from './changes-list'
import { DropZone } from './drop-zone'
import { FileDialogs, type FileQuestion } from './file-dialogs'
import { FileEditor } from './file-editor'
import { FileList } from './file-list'
import { FilesToolbar } from './files-toolbar'
import { useFilesStore } from './files-store'
import { Transfers } from './transfers'
import { Unreadable } from './unreadable'
import { useFileActions } from './use-file-actions'
import { useFolderPalette } from './use-file-palette'

/** The files of a sandbox: a directory at a time, or only what changed since it was created. */
export function FilesView({ sandbox }: { readonly sandbox: SandboxView }) {
  const api = useApi()
  const path = useFilesStore((state) => state.paths[sandbox.id]) ?? sandbox.spec.workingDirectory ?? '/'
  const edited = useFilesStore((state) => state.edited[sandbox.id]) ?? null
  const isChangedOnly = useFilesStore((state) => state.isChangedOnly)
  const [question, setQuestion] = useState<FileQuestion | null>(null)
  const actions = useFileActions(sandbox)
  const { data, error, isPending, isFetching } = useQuery({
    queryKey: ['files', sandbox.id, path, sandbox.status],
    queryFn: ({ signal }) => api.files.list({ sandbox: sandbox.id, path }, { signal }),
    enabled: !isChangedOnly,
    placeholderData: (before) => before,
    staleTime: 0
  })
  useFolderPalette({ sandbox, path, canChange: data?.canChange ?? false, actions, onAsk: setQuestion })
  if (edited !== null) return <FileEditor key={edited} sandbox={sandbox} path={edited} />
  return (
    <DropZone onDrop={(dropped) => void actions.upload(dropped, path)} target={path}>
      <FilesToolbar sandbox={sandbox} path={path} canChange={data?.canChange ?? false} isReading={isFetching} actions={actions} onAsk={setQuestion} />
      <Transfers sandboxId={sandbox.id} />
      {isChangedOnly ? (
        <ChangesList sandbox={sandbox} />
      ) : error ? (
        <Unreadable sandbox={sandbox} error={error} />
      ) : (
        !isPending && <FileList key={data.path} sandbox={sandbox} list={data} actions={actions} onAsk={setQuestion} />
      )}
      <FileDialogs question={question} actions={actions} sandbox={sandbox} onDone={() => setQuestion(null)} />
    </DropZone>
  )
}

import { Download, FilePlus, FolderOpen, FolderPlus, FolderUp, GitCompare, Pencil, RotateCw, Trash2, Upload } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileEntry } from '#contract/files'
import type { SandboxView } from '#contract/sandbox'
import { quoteWord } from '../create/to-command-line'
import { useActions, type Action } from '../palette/action-registry'
import type { FileQuestion } from './file-dialogs'
import { useFilesStore } from './files-store'
import type { FileActions } from './use-file-actions'

type Rest = Pick<Action, 'icon' | 'run'> & Partial<Action>

export interface FolderShown {
  readonly sandbox: SandboxView
  readonly path: string
  readonly canChange: boolean
  readonly actions: FileActions
  readonly onAsk: (question: FileQuestion) => void
}

/** What can be put into the folder that is shown, in the palette. */
export function useFolderPalette({ sandbox, path, canChange, actions, onAsk }: FolderShown): void {
  const { t } = useTranslation('files')
  const isChangedOnly = useFilesStore((state) => state.isChangedOnly)
  useActions(
    'files.folder',
    useMemo(() => {
      const of = (key: string, rest: Rest): Action => ({ id: `files.${key}`, group: 'here', title: t(key), note: path, ...rest })
      const upload = `agentkernel cp FILE ${quoteWord(`${sandbox.name}:${path}`)}`
      return [
        of('upload_files', { icon: Upload, isEnabled: !isChangedOnly, command: upload, run: () => void actions.chooseAndUpload('files', path) }),
        of('upload_folder', { icon: FolderUp, isEnabled: !isChangedOnly, command: upload, run: () => void actions.chooseAndUpload('folder', path) }),
        of('new_file', { icon: FilePlus, isEnabled: !isChangedOnly, run: () => onAsk({ kind: 'new-file', path }) }),
        of('new_folder', { icon: FolderPlus, isEnabled: !isChangedOnly && canChange, run: () => onAsk({ kind: 'new-folder', path }) }),
        of('changed_only', { icon: GitCompare, command: `agentkernel files changes ${quoteWord(sandbox.name)}`, run: () => useFilesStore.setState({ isChangedOnly: !isChangedOnly }) }),
        of('refresh', { icon: RotateCw, run: actions.refresh })
      ]
    }, [t, sandbox.name, path, canChange, actions, onAsk, isChangedOnly])
  )
}

export interface FileChosen {
  readonly sandbox: SandboxView
  readonly entry: FileEntry | undefined
  readonly canChange: boolean
  readonly actions: FileActions
  readonly onAsk: (question: FileQuestion) => void
  readonly onOpen: (entry: FileEntry) => void
}

/** What can be done with the current file of the list, in the palette. */
export function useFilePalette({ sandbox, entry, canChange, actions, onAsk, onOpen }: FileChosen): void {
  const { t } = useTranslation('files')
  useActions(
    'files.chosen',
    useMemo(() => {
      if (!entry) return []
      const of = (key: string, rest: Rest): Action => ({ id: `files.${key}`, group: 'here', title: t(`palette.${key}`, { name: entry.name }), note: entry.path, ...rest })
      return [
        of('open', { icon: entry.type === 'file' ? Pencil : FolderOpen, isEnabled: entry.type !== 'other', run: () => onOpen(entry) }),
        of('download', { icon: Download, command: `agentkernel cp ${quoteWord(`${sandbox.name}:${entry.path}`)} .`, run: () => void actions.download(entry.path, entry.type === 'directory') }),
        of('rename', { icon: Pencil, isEnabled: canChange, run: () => onAsk({ kind: 'rename', path: entry.path }) }),
        of('remove', { icon: Trash2, isEnabled: canChange, isDestructive: true, run: () => onAsk({ kind: 'remove', path: entry.path }) })
      ]
    }, [t, sandbox.name, entry, canChange, actions, onAsk, onOpen])
  )
}

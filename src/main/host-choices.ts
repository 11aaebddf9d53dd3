import type { FileFilter, OpenDialogOptions, OpenDialogReturnValue, SaveDialogOptions, SaveDialogReturnValue } from 'electron'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#contract/errors'
import type { ChosenFolder, HostApi } from '#contract/window-api'
import type { Translate } from '#locales/index'
import type { DragOut } from './drag-out'
import type { DroppedFiles } from './dropped-files'
import type { FolderHandles } from './folder-handles'

/** The system's dialogs, in front of one window. */
export interface Dialogs {
  open(options: OpenDialogOptions): Promise<OpenDialogReturnValue>
  save(options: SaveDialogOptions): Promise<SaveDialogReturnValue>
}

export interface ChoicesParts {
  readonly dialogs: Dialogs
  readonly translate: Translate
  readonly folders: FolderHandles
  readonly dropped: DroppedFiles
  readonly drags: Pick<DragOut, 'has'>
}

type ChoicesApi = Pick<HostApi['host'], 'chooseFolder' | 'chooseUploads' | 'chooseSaveFile' | 'chooseBackup' | 'chooseImageArchive' | 'chooseSetUpFiles' | 'takeDropped' | 'saveText'>

/** Places on this machine that the person chooses in the system's dialogs or drops: the page gets handles of them. */
export function createChoicesApi({ dialogs, translate, folders, dropped, drags }: ChoicesParts): ChoicesApi {
  const say = (key: string): string => translate({ key: `host.${key}` })
  const save = async (purpose: string, suggestedName: string): Promise<string | null> => {
    const { filePath, canceled } = await dialogs.save({ title: say(`choose_save.${purpose}`), defaultPath: toFileName(suggestedName), properties: ['createDirectory', 'showOverwriteConfirmation'] })
    return canceled || filePath === '' ? null : filePath
  }
  const openOne = async (title: string, filter: FileFilter): Promise<{ file: ChosenFolder | null }> => {
    const { filePaths: [chosen] } = await dialogs.open({ title: say(title), properties: ['openFile'], filters: [filter] })
    return { file: chosen === undefined ? null : folders.add(chosen) }
  }
  return {
    chooseFolder: async ({ purpose }) => {
      const { filePaths } = await dialogs.open({ title: say(`choose_folder.${purpose}.title`), buttonLabel: say(`choose_folder.${purpose}.button`), properties: ['openDirectory', 'createDirectory'] })
      const [chosen] = filePaths
      return { folder: chosen === undefined ? null : folders.add(chosen) }
    },
    chooseUploads: async ({ kind }) => {
      const { filePaths } = await dialogs.open({ title: say(`choose_uploads.${kind}`), properties: [kind === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'] })
      return { chosen: filePaths.map((chosen) => folders.add(chosen)) }
    },
    chooseSaveFile: async ({ suggestedName, purpose }) => {
      const chosen = await save(purpose, suggestedName)
      return { file: chosen === null ? null : folders.add(chosen) }
    },
    chooseBackup: async () => await openOne('choose_backup', { name: 'JSON', extensions: ['json'] }),
    chooseImageArchive: async () => await openOne('choose_image_archive', { name: 'tar', extensions: ['tar', 'gz', 'tgz'] }),
    chooseSetUpFiles: async () => {
      const { filePaths } = await dialogs.open({ title: say('choose_set_up'), properties: ['openFile', 'multiSelections'] })
      return { chosen: filePaths.map((chosen) => folders.add(chosen)) }
    },
    // What was dragged out and let go over the window again stays as it was.
    takeDropped: async () => ({ dropped: (await dropped.take()).filter(({ path: each }) => !drags.has(each)).map(({ path: each, isDirectory }) => ({ ...folders.add(each), isDirectory })) }),
    saveText: async ({ suggestedName, text }) => {
      const chosen = await save('text', suggestedName)
      if (chosen === null) return { path: null }
      await writeFile(chosen, text, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOSPC' ? new AppError('DISK_FULL', { where: chosen }) : new AppError('PERMISSION_DENIED', { what: chosen, detail: error.message })
      })
      return { path: chosen }
    }
  }
}

/** A name and nothing more: a page does not choose the folder that a dialog opens in. */
function toFileName(suggested: string): string {
  return path.basename(suggested.replaceAll('\\', '/')).replace(/^\.+/, '') || 'agentkernel'
}

import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { formatFileSize } from '../../ui/format'
import { useToasts } from '../../ui/toast'
import { useTellFailure } from '../problems/use-tell-failure'
import { joinPath, nameOf, parentOf } from './file-paths'
import { beginTransfer, type BegunTransfer } from './transfer-store'

export interface FileActions {
  readonly download: (path: string, isDirectory: boolean) => Promise<void>
  /** While it is being dragged: the system takes over when its copy is here. */
  readonly dragOut: (path: string) => Promise<void>
  readonly chooseAndUpload: (kind: 'files' | 'folder', directory: string) => Promise<void>
  readonly upload: (from: readonly ChosenFolder[], directory: string) => Promise<void>
  readonly makeDirectory: (directory: string, name: string) => Promise<boolean>
  readonly rename: (path: string, name: string) => Promise<boolean>
  readonly remove: (path: string) => Promise<boolean>
  /** Asks for what is shown again. */
  readonly refresh: () => void
}

/** What can be done with the files of a sandbox. Each says how it ended and has the list read again. */
export function useFileActions({ id, name: sandboxName }: SandboxView): FileActions {
  const { t, i18n } = useTranslation()
  const api = useApi()
  const queries = useQueryClient()
  const toasts = useToasts()
  const tellFailure = useTellFailure()
  return useMemo(() => {
    const refresh = () => void queries.invalidateQueries({ queryKey: ['files', id] })
    const attempt = async (failure: string, work: () => Promise<void>): Promise<boolean> => {
      try {
        await work()
        return true
      } catch (thrown) {
        tellFailure(failure, thrown)
        return false
      } finally {
        refresh()
      }
    }
    const carry = async <Result>(key: 'downloading' | 'uploading', path: string, work: (options: BegunTransfer['options'], stop: () => void) => Promise<Result>): Promise<Result> => {
      const { options, stop, end } = beginTransfer(id, { step: 'copy', text: { key: `progress.${key}`, params: { path } } })
      return await work(options, stop).finally(end)
    }
    const tell = (key: 'downloaded' | 'uploaded', { files, bytes }: { readonly files: number; readonly bytes: number }, where: string) =>
      toasts.add({ title: t(`files:${key}`, { count: files, size: formatFileSize(bytes, i18n.language) }), description: where })
    const upload: FileActions['upload'] = async (from, directory) => {
      const [first] = from
      if (!first) return
      await attempt(t('files:failed.upload', { name: sandboxName }), async () => {
        const done = await carry('uploading', first.path, (options) => api.files.upload({ sandbox: id, path: directory, from: from.map(({ handle }) => handle) }, options))
        tell('uploaded', done, `${sandboxName}:${directory}`)
      })
    }
    return {
      refresh,
      upload,
      async download(path, isDirectory) {
        const name = nameOf(path)
        await attempt(t('files:failed.download', { name }), async () => {
          const to = isDirectory ? (await api.host.chooseFolder({ purpose: 'download' })).folder : (await api.host.chooseSaveFile({ suggestedName: name, purpose: 'download' })).file
          if (!to) return
          tell('downloaded', await carry('downloading', path, (options) => api.files.download({ sandbox: id, path, to: to.handle }, options)), to.path)
        })
      },
      async dragOut(path) {
        await attempt(t('files:failed.download', { name: nameOf(path) }), async () => {
          await carry('downloading', path, async (options, stop) => {
            // Let go before its copy was here: a drag that began now would drop it on whatever lies below the pointer.
            window.addEventListener('mouseup', stop, { once: true })
            await api.host.dragOut({ sandbox: id, path }, options).finally(() => window.removeEventListener('mouseup', stop))
          })
        })
      },
      async chooseAndUpload(kind, directory) {
        let chosen: readonly ChosenFolder[] = []
        await attempt(t('files:failed.upload', { name: sandboxName }), async () => {
          chosen = (await api.host.chooseUploads({ kind })).chosen
        })
        await upload(chosen, directory)
      },
      makeDirectory: (directory, name) => attempt(t('files:failed.make', { name }), async () => void (await api.files.makeDirectory({ sandbox: id, path: joinPath(directory, name) }))),
      rename: (path, name) => attempt(t('files:failed.rename', { name: nameOf(path) }), async () => void (await api.files.rename({ sandbox: id, path, to: joinPath(parentOf(path), name) }))),
      remove: (path) => attempt(t('files:failed.remove', { name: nameOf(path) }), async () => void (await api.files.remove({ sandbox: id, path })))
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts and texts are stable for one api and language
  }, [api, queries, id, sandboxName, t, i18n.language])
}

import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { archiveBackend } from '#contract/image'
import type { CallOptions } from '#contract/method'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { toErrorData } from '../../ui/use-text'
import { changePull, dropPull, toFileName, usePullStore, type Pull } from './pull-store'
import { useImagesChanged } from './use-images'

let count = 0

/** Begins a pull that belongs to the window, not to the page that asked for it. */
export function usePull(): (image: string, backend: BackendKind | undefined) => Promise<void> {
  const api = useApi()
  const fetch = useFetch()
  return useCallback(
    async (image, backend) =>
      await fetch({ image, backend, file: null }, async (options) => {
        await api.images.pull({ image, ...(backend && { backend }) }, options)
        return [image]
      }),
    [api, fetch]
  )
}

/** The same of an archive on this machine. */
export function useLoad(): (file: ChosenFolder) => Promise<void> {
  const api = useApi()
  const fetch = useFetch()
  return useCallback(
    async (file) =>
      await fetch({ image: toFileName(file), backend: archiveBackend, file }, async (options) => {
        const images = await api.images.load({ file: file.handle, backend: archiveBackend }, options)
        return images.map(({ references, id }) => references[0] ?? id.slice(0, 19))
      }),
    [api, fetch]
  )
}

type Fetch = (what: Pick<Pull, 'image' | 'backend' | 'file'>, work: (options: CallOptions) => Promise<string[]>) => Promise<void>

function useFetch(): Fetch {
  const { t, i18n } = useTranslation('images')
  const toasts = useToasts()
  const { add } = toasts
  const changed = useImagesChanged()
  return useCallback(
    async (what, work) => {
      count += 1
      const id = `pull-${count}`
      const abort = new AbortController()
      usePullStore.setState(({ pulls }) => ({ pulls: [...pulls, { ...what, id, startedAtMs: Date.now(), progress: null, error: null, stop: () => abort.abort() }] }))
      try {
        const images = await work({ signal: abort.signal, onProgress: (progress) => changePull(id, { progress }) })
        dropPull(id)
        add({ title: t('pulled', { count: images.length, image: new Intl.ListFormat(i18n.language).format(images) }) })
        changed()
      } catch (thrown) {
        const error = toErrorData(thrown)
        if (abort.signal.aborted || error.code === 'CANCELLED') dropPull(id)
        else changePull(id, { error })
      }
    },
    [add, changed, t, i18n]
  )
}

import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { toErrorData } from '../../ui/use-text'
import { changePull, dropPull, usePullStore } from './pull-store'
import { useImagesChanged } from './use-images'

let count = 0

/** Begins a pull that belongs to the window, not to the page that asked for it. */
export function usePull(): (image: string, backend: BackendKind | undefined) => Promise<void> {
  const { t } = useTranslation('images')
  const api = useApi()
  const toasts = useToasts()
  const { add } = toasts
  const changed = useImagesChanged()
  return useCallback(
    async (image, backend) => {
      count += 1
      const id = `pull-${count}`
      const abort = new AbortController()
      usePullStore.setState(({ pulls }) => ({ pulls: [...pulls, { id, image, backend, startedAtMs: Date.now(), progress: null, error: null, stop: () => abort.abort() }] }))
      try {
        await api.images.pull({ image, ...(backend && { backend }) }, { signal: abort.signal, onProgress: (progress) => changePull(id, { progress }) })
        dropPull(id)
        add({ title: t('pulled', { image }) })
        changed()
      } catch (thrown) {
        const error = toErrorData(thrown)
        if (abort.signal.aborted || error.code === 'CANCELLED') dropPull(id)
        else changePull(id, { error })
      }
    },
    [api, add, changed, t]
  )
}

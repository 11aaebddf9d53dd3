import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveBackend } from '#contract/image'
import { useApi } from '../../ui/api-context'
import { useBackends } from '../backends/use-backends'
import { useTellFailure } from '../problems/use-tell-failure'
import { useLoad } from './use-pull'

/** Asks for an archive of images and takes them. Null on systems that have not the backend that can. */
export function useLoadFromFile(): (() => Promise<void>) | null {
  const { t } = useTranslation()
  const api = useApi()
  const load = useLoad()
  const tellFailure = useTellFailure()
  const { data: backends = [] } = useBackends()
  const canLoad = backends.some(({ kind, detection }) => kind === archiveBackend && detection.state !== 'unsupported')
  const loadFromFile = useCallback(async () => {
    try {
      const { file } = await api.host.chooseImageArchive({})
      if (file) void load(file)
    } catch (thrown) {
      tellFailure(t('problems.no_file_dialog'), thrown)
    }
  }, [api, load, tellFailure, t])
  return canLoad ? loadFromFile : null
}

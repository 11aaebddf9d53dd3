import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewedFile } from '#contract/review'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { useTellFailure } from '../problems/use-tell-failure'
import { forgetChoices } from './review-store'
import { toUnfinished, type Unfinished } from './unfinished'

export interface BringingBack {
  readonly isBusy: boolean
  /** How the last one ended, where it ended too early. */
  readonly unfinished: Unfinished | null
  readonly forgetUnfinished: () => void
  /** Of files that changed on both sides as well: the person was asked. */
  readonly bringBack: (files: readonly ReviewedFile[]) => Promise<void>
}

/** Brings files back as they are shown, says where what they replaced is, and compares again. */
export function useBringBack({ id, name }: Pick<SandboxView, 'id' | 'name'>): BringingBack {
  const { t } = useTranslation('review')
  const api = useApi()
  const queries = useQueryClient()
  const { add } = useToasts()
  const tellFailure = useTellFailure()
  const [isBusy, setIsBusy] = useState(false)
  const [unfinished, setUnfinished] = useState<Unfinished | null>(null)
  const bringBack = useCallback(
    async (files: readonly ReviewedFile[]) => {
      setIsBusy(true)
      try {
        const brought = files.map(({ path, digest, hostDigest, isExecutable, flags }) => ({ path, digest, hostDigest, isExecutable, mayOverwrite: flags.includes('conflict') }))
        const done = await api.review.apply({ sandbox: id, files: brought })
        setUnfinished(toUnfinished(files, done))
        if (!done.failed) add({ title: t('applied', { count: done.applied }), ...(done.kept !== null && { description: t('kept', { path: done.kept }) }) })
        forgetChoices(id)
      } catch (thrown) {
        tellFailure(t('failed', { name }), thrown)
      } finally {
        setIsBusy(false)
        await queries.invalidateQueries({ queryKey: ['review', id] })
      }
    },
    [api, id, name, add, t, tellFailure, queries]
  )
  return { isBusy, unfinished, forgetUnfinished: useCallback(() => setUnfinished(null), []), bringBack }
}

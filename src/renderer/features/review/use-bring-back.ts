import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewedFile } from '#contract/review'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { useTellFailure } from '../problems/use-tell-failure'
import { forgetChoices } from './review-store'

export interface BringingBack {
  readonly isBusy: boolean
  readonly bringBack: (files: readonly ReviewedFile[]) => Promise<void>
}

/** Brings files back as they are shown, says where what they replaced is, and compares again. */
export function useBringBack({ id, name }: SandboxView): BringingBack {
  const { t } = useTranslation('review')
  const api = useApi()
  const queries = useQueryClient()
  const toasts = useToasts()
  const tellFailure = useTellFailure()
  const [isBusy, setIsBusy] = useState(false)
  const bringBack = async (files: readonly ReviewedFile[]) => {
    setIsBusy(true)
    try {
      const shown = files.map(({ path, digest, hostDigest, isExecutable }) => ({ path, digest, hostDigest, isExecutable }))
      const { applied, kept } = await api.review.apply({ sandbox: id, files: shown })
      toasts.add({ title: t('applied', { count: applied }), ...(kept !== null && { description: t('kept', { path: kept }) }) })
      forgetChoices(id)
    } catch (thrown) {
      tellFailure(t('failed', { name }), thrown)
    } finally {
      setIsBusy(false)
      await queries.invalidateQueries({ queryKey: ['review', id] })
    }
  }
  return { isBusy, bringBack }
}

import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import type { Text } from '#contract/text'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { Spinner } from '../../ui/spinner'
import { toErrorData, useText } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'

/** How far the set-up of its template is, and the way on when it failed. */
export function SetUpNotice({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const api = useApi()
  const text = useText()
  const [line, setLine] = useState<Text | null>(null)
  const abort = useRef(new AbortController())
  const setUp = useMutation({
    mutationFn: () => {
      abort.current = new AbortController()
      return api.sandboxes.setUp({ sandbox: sandbox.id }, { signal: abort.current.signal, onProgress: (progress) => setLine(progress.text) })
    },
    onSettled: () => setLine(null)
  })
  if (sandbox.setUp === null) return null
  const { state, reason } = sandbox.setUp
  const error = setUp.error && toErrorData(setUp.error)
  const isRunning = setUp.isPending || state === 'running'
  return (
    <>
      <Notice tone={state === 'failed' && !isRunning ? 'caution' : 'info'}>
        <p className="flex items-center gap-2 font-medium">
          {isRunning && <Spinner />}
          {t(`detail:setup.${isRunning ? 'running' : state}`)}
        </p>
        {(line ?? reason) && <p className="truncate font-mono text-small text-muted">{text((line ?? reason) as Text)}</p>}
        {state === 'failed' && !isRunning && (
          <Button size="small" className="mt-2" disabled={sandbox.status !== 'running'} onClick={() => setUp.mutate()}>
            {t('detail:setup.again')}
          </Button>
        )}
        {setUp.isPending && (
          <Button size="small" className="mt-2" onClick={() => abort.current.abort()}>
            {t('actions.cancel')}
          </Button>
        )}
      </Notice>
      {error && error.code !== 'CANCELLED' && <ErrorNotice error={error} onDismiss={() => setUp.reset()} />}
    </>
  )
}

import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { useSandboxActions } from '../sandboxes/sandbox-actions'

/** Some backends show files of running sandboxes only; everything else is told as it is. */
export function Unreadable({ sandbox, error }: { readonly sandbox: SandboxView; readonly error: unknown }) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const data = toErrorData(error)
  if (data.code === 'SANDBOX_NOT_RUNNING')
    return (
      <EmptyState title={t('files:must_run')} actions={<Button onClick={() => void run(sandbox, 'start')}>{t('actions.start')}</Button>}>
        {t('files:must_run_hint')}
      </EmptyState>
    )
  return (
    <div className="p-4">
      <ErrorNotice error={data} />
    </div>
  )
}

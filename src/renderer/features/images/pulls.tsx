import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { PullProgress } from '../create/pull-progress'
import { ErrorNotice } from '../problems/error-notice'
import { dropPull, usePullStore, type Pull } from './pull-store'
import { usePull } from './use-pull'

/** What is being pulled, and what could not be. */
export function Pulls() {
  const pulls = usePullStore((state) => state.pulls)
  if (pulls.length === 0) return null
  return (
    <ul className="mb-4 flex flex-col gap-2">
      {pulls.map((pull) => (
        <li key={pull.id}>{pull.error ? <FailedPull pull={pull} /> : <RunningPull pull={pull} />}</li>
      ))}
    </ul>
  )
}

function RunningPull({ pull }: { readonly pull: Pull }) {
  const { t } = useTranslation('images')
  return (
    <div className="flex items-start gap-4 rounded-md border border-line bg-sunken px-3 py-2.5">
      <div className="min-w-0 grow">
        <PullProgress progress={pull.progress ?? { step: 'pull', text: { key: 'window.create.pulling', params: { image: pull.image } } }} startedAtMs={pull.startedAtMs} />
      </div>
      <Button size="small" onClick={pull.stop}>
        {t('stop_pull')}
      </Button>
    </div>
  )
}

function FailedPull({ pull }: { readonly pull: Pull }) {
  const { t } = useTranslation('images')
  const again = usePull()
  if (!pull.error) return null
  const retry = () => {
    dropPull(pull.id)
    void again(pull.image, pull.backend)
  }
  return (
    <ErrorNotice
      error={pull.error}
      title={t('pull_failed', { image: pull.image })}
      onDismiss={() => dropPull(pull.id)}
      actions={
        <Button size="small" onClick={retry}>
          {t('pull_again')}
        </Button>
      }
    />
  )
}

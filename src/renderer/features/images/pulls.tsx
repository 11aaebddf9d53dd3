import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { PullProgress } from '../create/pull-progress'
import { ErrorNotice } from '../problems/error-notice'
import { dropPull, toLoadCommand, usePullStore, type Pull } from './pull-store'
import { useLoad, usePull } from './use-pull'

/** What is being pulled or read from a file, and what could not be. */
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
  const begins = pull.file ? { step: 'load', text: { key: 'progress.loading_archive', params: { file: pull.file.path } } } : { step: 'pull', text: { key: 'window.create.pulling', params: { image: pull.image } } }
  return (
    <div className="flex items-start gap-4 rounded-md border border-line bg-sunken px-3 py-2.5">
      <div className="min-w-0 grow">
        <PullProgress progress={pull.progress ?? begins} startedAtMs={pull.startedAtMs} />
        {pull.file && <CommandLine command={toLoadCommand(pull.file)} isSingleLine className="mt-2" />}
      </div>
      <Button size="small" onClick={pull.stop}>
        {t('stop_pull')}
      </Button>
    </div>
  )
}

function FailedPull({ pull }: { readonly pull: Pull }) {
  const { t } = useTranslation('images')
  const pullAgain = usePull()
  const loadAgain = useLoad()
  if (!pull.error) return null
  const retry = () => {
    dropPull(pull.id)
    void (pull.file ? loadAgain(pull.file) : pullAgain(pull.image, pull.backend))
  }
  return (
    <ErrorNotice
      error={pull.error}
      title={t(pull.file ? 'load_failed' : 'pull_failed', { image: pull.image })}
      onDismiss={() => dropPull(pull.id)}
      actions={
        <Button size="small" onClick={retry}>
          {t('pull_again')}
        </Button>
      }
    />
  )
}

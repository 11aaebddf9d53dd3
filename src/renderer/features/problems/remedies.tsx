import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import type { Remedy } from '#contract/text'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { useText } from '../../ui/use-text'
import { PullProgress } from '../create/pull-progress'
import type { RemedyRun } from './remedy-store'
import { useRunRemedy } from './use-run-remedy'
import { useTellFailure } from './use-tell-failure'

/** What `agentkernel setup` does as well. */
const setUpAction = 'set-up'

export interface RemediesProps {
  readonly remedies: readonly Remedy[]
  /** Whose remedies they are; without it those that the product could carry out are shown as text. */
  readonly backend?: BackendKind | undefined
  /** Nothing else is to be done here: what the product can do itself is the primary action. */
  readonly isNextStep?: boolean
}

/** What a person can do about a problem: a sentence with a command to copy, a button, or a page. */
export function Remedies({ remedies, backend, isNextStep = false }: RemediesProps) {
  if (remedies.length === 0) return null
  return (
    <ul className="flex flex-col gap-2.5">
      {remedies.map((remedy) => (
        <li key={JSON.stringify(remedy)}>
          <RemedyItem remedy={remedy} backend={backend} isNextStep={isNextStep} />
        </li>
      ))}
    </ul>
  )
}

interface RemedyItemProps {
  readonly remedy: Remedy
  readonly backend: BackendKind | undefined
  readonly isNextStep: boolean
}

function RemedyItem({ remedy, backend, isNextStep }: RemedyItemProps) {
  const { t } = useTranslation()
  const text = useText()
  const api = useApi()
  const tellFailure = useTellFailure()
  const { url } = remedy
  return (
    <div className="flex flex-col items-start gap-1.5">
      <span className="text-text">{text(remedy.text)}</span>
      {remedy.command !== undefined && <CommandLine command={remedy.command} className="w-full bg-surface" />}
      {(remedy.action !== undefined && backend !== undefined) || url !== undefined ? (
        <div className="flex gap-2">
          {remedy.action !== undefined && backend !== undefined && <RunRemedy remedy={remedy} action={remedy.action} backend={backend} isNextStep={isNextStep} />}
          {url !== undefined && (
            <Button size="small" onClick={() => void api.host.openExternal({ url }).catch((thrown: unknown) => tellFailure(t('problems.not_opened', { what: new URL(url).host }), thrown))}>
              <ExternalLink aria-hidden />
              {t('remedies.open_page', { host: new URL(url).host })}
            </Button>
          )}
        </div>
      ) : null}
    </div>
  )
}

interface RunRemedyProps {
  readonly remedy: Remedy
  readonly action: string
  readonly backend: BackendKind
  readonly isNextStep: boolean
}

function RunRemedy({ remedy, action, backend, isNextStep }: RunRemedyProps) {
  const { t } = useTranslation()
  const text = useText()
  const [isAsking, setIsAsking] = useState(false)
  const { run, running, error } = useRunRemedy(backend, action)
  if (running) return <RemedyProgress run={running} />
  const size = isNextStep ? 'medium' : 'small'
  return (
    <div className="flex min-w-0 flex-col items-start gap-2">
      <div className="flex gap-2">
        <Button size={size} tone={isNextStep ? 'primary' : 'plain'} onClick={() => setIsAsking(true)}>
          {t('remedies.run')}
        </Button>
        {action === setUpAction && <FromFiles size={size} onChosen={run} />}
      </div>
      {error && (
        <p role="alert" data-selectable className="whitespace-pre-line text-negative [overflow-wrap:anywhere]">
          {renderError(text, error)}
        </p>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        tone="primary"
        title={t('remedies.ask_title')}
        verb={t('remedies.run')}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false)
          run()
        }}
      >
        <p>{text(remedy.text)}</p>
        {remedy.command !== undefined && <CommandLine command={remedy.command} className="mt-3" />}
      </ConfirmDialog>
    </div>
  )
}

/** For machines without the internet. Choosing files is the yes: nothing is fetched. */
function FromFiles({ size, onChosen }: { readonly size: 'small' | 'medium'; readonly onChosen: (handles: readonly string[]) => void }) {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const choose = async () => {
    try {
      const { chosen } = await api.host.chooseSetUpFiles({})
      if (chosen.length > 0) onChosen(chosen.map(({ handle }) => handle))
    } catch (thrown) {
      tellFailure(t('problems.no_file_dialog'), thrown)
    }
  }
  return (
    <Button size={size} tone="quiet" title={t('remedies.from_files_hint')} onClick={() => void choose()}>
      {t('remedies.from_files')}
    </Button>
  )
}

/** In place of the button, so that it cannot be begun twice. */
function RemedyProgress({ run }: { readonly run: RemedyRun }) {
  const { t } = useTranslation()
  return (
    <div className="flex w-110 max-w-full items-start gap-4 rounded-md border border-line bg-sunken px-3 py-2.5">
      <div className="min-w-0 grow">
        <PullProgress progress={run.progress} startedAtMs={run.startedAtMs} />
      </div>
      <Button size="small" onClick={run.stop}>
        {t('actions.cancel')}
      </Button>
    </div>
  )
}

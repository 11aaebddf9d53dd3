import { Play, Square } from 'lucide-react'
import { useEffect, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Page } from '../../ui/page'
import { useSettings } from '../settings/use-settings'
import { KeepDialog } from './keep-dialog'
import { RunFields, runLineId } from './run-fields'
import { findRunProblem, runFormDefaults, toRunCommand, type RunFormValues } from './run-form'
import { RunResult } from './run-result'
import { toRunPhase, useRunStore } from './run-store'
import { useStartRun } from './use-run'

/** Once the page is drawn. */
export function focusRunLine(): void {
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>(`#${runLineId}`)?.focus())
}

/** One command in a sandbox that is thrown away: what to run, and what came of it. */
export function RunPage() {
  const { t } = useTranslation('run')
  const settings = useSettings()
  const start = useStartRun()
  const run = useRunStore((state) => state.run)
  const values = useRunStore((state) => state.values) ?? runFormDefaults(settings)
  useEffect(focusRunLine, [])
  const change = (patch: Partial<RunFormValues>) => useRunStore.setState(({ values }) => ({ values: { ...(values ?? runFormDefaults(settings)), ...patch } }))
  const isBusy = run !== null && ['preparing', 'running'].includes(toRunPhase(run))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isBusy && findRunProblem(values) === null) start(values)
  }
  return (
    <Page title={t('title')} isFixed>
      <form noValidate onSubmit={submit} aria-label={t('title')} className="flex max-h-[62%] shrink-0 flex-col gap-4 overflow-y-auto px-5 pb-4">
        <RunFields values={values} settings={settings} onChange={change} />
        <div className="flex items-start gap-2">
          <CommandLine command={toRunCommand(values, settings)} className="min-w-0 grow" />
          {isBusy ? (
            <Button size="large" onClick={run.leave}>
              <Square aria-hidden />
              {t('cancel')}
            </Button>
          ) : (
            <Button type="submit" tone="primary" size="large" disabled={findRunProblem(values) !== null}>
              <Play aria-hidden />
              {t('run')}
            </Button>
          )}
        </div>
      </form>
      <div className="flex min-h-0 grow flex-col border-t border-line">{run ? <RunResult run={run} /> : <Nothing />}</div>
      <KeepDialog />
    </Page>
  )
}

function Nothing() {
  const { t } = useTranslation('run')
  return (
    <div className="flex min-h-0 grow flex-col items-center justify-center gap-1 bg-terminal px-6 text-center">
      <p className="font-medium">{t('nothing')}</p>
      <p className="max-w-md text-muted">{t('nothing_hint')}</p>
    </div>
  )
}

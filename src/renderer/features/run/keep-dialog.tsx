import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Dialog } from '../../ui/dialog'
import { NameForm } from '../sandboxes/name-form'
import { useSettings } from '../settings/use-settings'
import { toRunCommand } from './run-form'
import { toRunPhase, useRunStore } from './run-store'

/** Asks for the name under which the sandbox of the run stays. */
export function KeepDialog() {
  const { t } = useTranslation()
  const api = useApi()
  const settings = useSettings()
  const { run, isKeeping } = useRunStore()
  const kept = run && run.sandbox && toRunPhase(run) === 'exited' ? { values: run.values, sandbox: run.sandbox } : null
  const close = () => useRunStore.setState({ isKeeping: false })
  return (
    <Dialog isOpen={isKeeping && kept !== null} onClose={close} title={t('run:keep_title')} className="w-96">
      {kept && (
        <NameForm
          name={kept.sandbox.name}
          verb={t('run:keep_verb')}
          hint={t('run:keep_meaning')}
          mayStay
          toCommand={() => toRunCommand(kept.values, settings, true)}
          save={(name) => api.run.keep({ sandbox: kept.sandbox.id, ...(name !== kept.sandbox.name && { name }) })}
          onDone={close}
        />
      )}
    </Dialog>
  )
}

import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Dialog } from '../../ui/dialog'
import { NameForm } from '../sandboxes/name-form'
import { toRunPhase, useRunStore } from './run-store'

/** Asks for the name under which the sandbox of the run stays. */
export function KeepDialog() {
  const { t } = useTranslation()
  const api = useApi()
  const { run, isKeeping } = useRunStore()
  const sandbox = run && toRunPhase(run) === 'exited' ? run.sandbox : null
  const close = () => useRunStore.setState({ isKeeping: false })
  return (
    <Dialog isOpen={isKeeping && sandbox !== null} onClose={close} title={t('run:keep_title')} className="w-96">
      {sandbox && (
        <NameForm
          name={sandbox.name}
          verb={t('run:keep_verb')}
          hint={t('run:keep_meaning')}
          mayStay
          save={(name) => api.run.keep({ sandbox: sandbox.id, ...(name !== sandbox.name && { name }) })}
          onDone={close}
        />
      )}
    </Dialog>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findNameProblem } from '#contract/sandbox-name'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { toRunPhase, useRunStore } from './run-store'

/** Asks for the name under which the sandbox of the run stays. */
export function KeepDialog() {
  const { t } = useTranslation()
  const { run, isKeeping } = useRunStore()
  const sandbox = run && toRunPhase(run) === 'exited' ? run.sandbox : null
  const close = () => useRunStore.setState({ isKeeping: false })
  return (
    <Dialog isOpen={isKeeping && sandbox !== null} onClose={close} title={t('run:keep_title')} className="w-96">
      {sandbox && <KeepForm sandbox={sandbox} onDone={close} />}
    </Dialog>
  )
}

function KeepForm({ sandbox, onDone }: { readonly sandbox: SandboxView; readonly onDone: () => void }) {
  const { t } = useTranslation()
  const api = useApi()
  const [name, setName] = useState(sandbox.name)
  const problem = findNameProblem(name)
  const keep = useMutation({ mutationFn: () => api.run.keep({ sandbox: sandbox.id, ...(name !== sandbox.name && { name }) }), onSuccess: onDone })
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem) keep.mutate()
      }}
    >
      <TextField label={t('create.name')} value={name} onChange={setName} isCode hint={t('run:keep_meaning')} error={problem ? t(`problems:names.${problem.key}`, { character: problem.character ?? '' }) : undefined} />
      {keep.error && <ErrorNotice error={toErrorData(keep.error)} />}
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={onDone}>
          {t('actions.cancel')}
        </Button>
        <Button size="large" type="submit" tone="primary" disabled={problem !== null} isPending={keep.isPending}>
          {t('run:keep_verb')}
        </Button>
      </div>
    </form>
  )
}

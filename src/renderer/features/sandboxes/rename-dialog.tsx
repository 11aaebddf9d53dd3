import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findNameProblem } from '#contract/sandbox-name'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { toRenameCommand } from './command-lines'
import { useListStore } from './list-store'
import { useSandbox } from './sandbox-list-cache'

export function RenameDialog() {
  const { t } = useTranslation()
  const sandbox = useSandbox(useListStore((state) => state.renaming) ?? '')
  const close = () => useListStore.setState({ renaming: null })
  return (
    <Dialog isOpen={sandbox !== undefined} onClose={close} title={t('rename.title', { name: sandbox?.name ?? '' })} className="w-96">
      {sandbox && <RenameForm key={sandbox.id} sandbox={sandbox} onDone={close} />}
    </Dialog>
  )
}

function RenameForm({ sandbox, onDone }: { readonly sandbox: SandboxView; readonly onDone: () => void }) {
  const { t } = useTranslation()
  const api = useApi()
  const [name, setName] = useState(sandbox.name)
  const problem = findNameProblem(name)
  const rename = useMutation({ mutationFn: () => api.sandboxes.rename({ sandbox: sandbox.id, name }), onSuccess: onDone })
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem) rename.mutate()
      }}
    >
      <TextField label={t('create.name')} value={name} onChange={setName} isCode error={problem ? t(`problems:names.${problem.key}`, { character: problem.character ?? '' }) : undefined} />
      <CommandLine command={toRenameCommand(sandbox.name, name)} isSingleLine />
      {rename.error && <ErrorNotice error={toErrorData(rename.error)} />}
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={onDone}>
          {t('actions.cancel')}
        </Button>
        <Button size="large" type="submit" tone="primary" disabled={problem !== null || name === sandbox.name} isPending={rename.isPending}>
          {t('rename.verb')}
        </Button>
      </div>
    </form>
  )
}

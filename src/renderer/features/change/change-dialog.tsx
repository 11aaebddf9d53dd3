import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { findNameProblem } from '#contract/sandbox-name'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { DialogForm } from '../../ui/dialog-form'
import { SwitchField } from '../../ui/switch-field'
import { TextField } from '../../ui/text-field'
import { toErrorData } from '../../ui/use-text'
import { PullProgress } from '../create/pull-progress'
import { ErrorNotice } from '../problems/error-notice'
import { useUnseenFailure } from '../problems/use-unseen-failure'
import { useSandbox, useSandboxList } from '../sandboxes/sandbox-list-cache'
import { ChangeFields } from './change-fields'
import { useChangeStore, type ChangeAsked } from './change-store'
import { changeFormSchema, suggestCopyName, toChanges, toChangeValues, toDuplicateCommand, toUpdateCommand, withPaths, type ChangeValues } from './change-values'
import { PlanView, usePlan } from './plan-view'
import { useChangeWork } from './use-change-work'

/** Makes a second sandbox with other choices, or this one anew with them. */
export function ChangeDialog() {
  const { t } = useTranslation()
  const asked = useChangeStore((state) => state.asked)
  const sandbox = useSandbox(asked?.id ?? '')
  const close = () => useChangeStore.setState({ asked: null })
  return (
    <Dialog className="top-[5vh] max-h-[90vh] w-150" isOpen={sandbox !== undefined} onClose={close} title={t(`change:title.${asked?.kind ?? 'update'}`, { name: sandbox?.name ?? '' })}>
      {sandbox && asked && <ChangeForm key={asked.id} sandbox={sandbox} kind={asked.kind} onDone={close} />}
    </Dialog>
  )
}

interface ChangeFormProps {
  readonly sandbox: SandboxView
  readonly kind: ChangeAsked['kind']
  readonly onDone: () => void
}

function ChangeForm({ sandbox, kind, onDone }: ChangeFormProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const taken = useSandboxList()?.sandboxes.map((each) => each.name) ?? []
  const [defaultValues] = useState(() => toChangeValues(sandbox))
  const form = useForm<ChangeValues>({ resolver: zodResolver(changeFormSchema), defaultValues, mode: 'onChange' })
  const values = useWatch({ control: form.control }) as ChangeValues
  const [name, setName] = useState(() => suggestCopyName(sandbox.name, taken))
  const [withFiles, setWithFiles] = useState(false)
  const changes = toChanges(sandbox, values)
  const isUpdate = kind === 'update'
  const shown = toChanges(sandbox, withPaths(values))
  const isPossible = changeFormSchema.safeParse(values).success
  const plan = usePlan(sandbox, changes, isUpdate && isPossible && Object.keys(changes).length > 0)
  const unseen = useUnseenFailure()
  const work = useChangeWork({
    sandbox,
    kind,
    onDone: (made) => {
      if (!unseen.isShown()) return
      onDone()
      navigate(`/sandboxes/${made.id}`)
    },
    onFailure: (error) => unseen.tell(t(`change:failed.${kind}`, { name: sandbox.name }), error)
  })
  const problem = findNameProblem(name)
  const nameError = taken.includes(name) ? t('create.name_taken') : problem ? t(`problems:names.${problem.key}`, { character: problem.character ?? '' }) : undefined
  const canSend = isPossible && !work.isPending && (isUpdate ? plan.data !== undefined && plan.error === null && !plan.isFetching : nameError === undefined)
  return (
    <FormProvider {...form}>
      <DialogForm
        onSend={() => canSend && work.mutate({ changes, name, withFiles })}
        foot={
          <>
            {isUpdate ? <PlanView plan={plan} /> : <SwitchField label={t('change:with_files')} hint={t(withFiles ? 'change:with_files_on' : 'change:with_files_off')} isOn={withFiles} onChange={setWithFiles} />}
            {work.error && !work.isStopped && <ErrorNotice error={toErrorData(work.error)} />}
            {work.isPending ? <PullProgress progress={work.progress} startedAtMs={work.startedAtMs} /> : <CommandLine command={isUpdate ? toUpdateCommand(sandbox, shown) : toDuplicateCommand(sandbox, name, shown, withFiles)} />}
            <div className="flex justify-end gap-2">
              <Button size="large" onClick={work.isPending ? work.stop : onDone}>
                {t('actions.cancel')}
              </Button>
              <Button size="large" type="submit" tone={isUpdate && (plan.data?.lost.length ?? 0) > 0 ? 'danger' : 'primary'} disabled={!canSend} isPending={work.isPending}>
                {t(`change:verb.${kind}`)}
              </Button>
            </div>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          {!isUpdate && <TextField label={t('create.name')} isCode value={name} onChange={setName} error={nameError} />}
          <ChangeFields backend={sandbox.backend} />
        </div>
      </DialogForm>
    </FormProvider>
  )
}

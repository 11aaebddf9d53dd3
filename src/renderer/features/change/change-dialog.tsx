import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { ErrorData } from '#contract/errors'
import { findNameProblem } from '#contract/sandbox-name'
import type { Progress } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { SwitchField } from '../../ui/switch-field'
import { TextField } from '../../ui/text-field'
import { toErrorData } from '../../ui/use-text'
import { PullProgress } from '../create/pull-progress'
import { ErrorNotice } from '../problems/error-notice'
import { useUnseenFailure } from '../problems/use-unseen-failure'
import { useSandbox, useSandboxList } from '../sandboxes/sandbox-list-cache'
import { ChangeFields } from './change-fields'
import { useChangeStore, type ChangeAsked } from './change-store'
import { areValuesPossible, suggestCopyName, toChanges, toChangeValues, toDuplicateCommand, toUpdateCommand } from './change-values'
import { PlanView, usePlan } from './plan-view'

/** Makes a second sandbox with other choices, or this one anew with them. */
export function ChangeDialog() {
  const { t } = useTranslation()
  const asked = useChangeStore((state) => state.asked)
  const sandbox = useSandbox(asked?.id ?? '')
  const close = () => useChangeStore.setState({ asked: null })
  return (
    <Dialog isOpen={sandbox !== undefined} onClose={close} title={t(`change:title.${asked?.kind ?? 'update'}`, { name: sandbox?.name ?? '' })}>
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
  const [values, setValues] = useState(() => toChangeValues(sandbox.spec))
  const [name, setName] = useState(() => suggestCopyName(sandbox.name, taken))
  const [withFiles, setWithFiles] = useState(false)
  const changes = toChanges(sandbox.spec, values)
  const isUpdate = kind === 'update'
  const isPossible = areValuesPossible(values)
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
  const canSend = isPossible && !work.isPending && (isUpdate ? plan.data !== undefined && !plan.isFetching : nameError === undefined)
  return (
    <form
      noValidate
      className="flex min-h-0 flex-col gap-4 overflow-y-auto p-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) work.mutate({ changes, name, withFiles })
      }}
    >
      {!isUpdate && <TextField label={t('create.name')} isCode value={name} onChange={setName} error={nameError} />}
      <ChangeFields values={values} onChange={(patch) => setValues({ ...values, ...patch })} />
      {isUpdate ? <PlanView plan={plan} /> : <SwitchField label={t('change:with_files')} hint={t(withFiles ? 'change:with_files_on' : 'change:with_files_off')} isOn={withFiles} onChange={setWithFiles} />}
      {work.error && !work.isStopped && <ErrorNotice error={toErrorData(work.error)} />}
      {work.isPending ? <PullProgress progress={work.progress} startedAtMs={work.startedAtMs} /> : <CommandLine command={isUpdate ? toUpdateCommand(sandbox.name, changes) : toDuplicateCommand(sandbox.name, name, changes, withFiles)} />}
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={work.isPending ? work.stop : onDone}>
          {t('actions.cancel')}
        </Button>
        <Button size="large" type="submit" tone={isUpdate && (plan.data?.lost.length ?? 0) > 0 ? 'danger' : 'primary'} disabled={!canSend} isPending={work.isPending}>
          {t(`change:verb.${kind}`)}
        </Button>
      </div>
    </form>
  )
}

interface Wanted {
  readonly changes: ReturnType<typeof toChanges>
  readonly name: string
  readonly withFiles: boolean
}

interface ChangeWork {
  readonly sandbox: SandboxView
  readonly kind: ChangeAsked['kind']
  readonly onDone: (made: SandboxView) => void
  readonly onFailure: (error: ErrorData) => void
}

/** The work itself, with its progress and a way to stop it. */
function useChangeWork({ sandbox, kind, onDone, onFailure }: ChangeWork) {
  const api = useApi()
  const abort = useRef(new AbortController())
  const [progress, setProgress] = useState<Progress | null>(null)
  const [startedAtMs, setStartedAtMs] = useState(0)
  const work = useMutation({
    mutationFn: ({ changes, name, withFiles }: Wanted) => {
      abort.current = new AbortController()
      setStartedAtMs(Date.now())
      const options = { signal: abort.current.signal, onProgress: setProgress }
      return kind === 'update' ? api.sandboxes.update({ sandbox: sandbox.id, changes }, options) : api.sandboxes.duplicate({ sandbox: sandbox.id, name, changes, withFiles }, options)
    },
    onSuccess: onDone,
    onError: (error) => onFailure(toErrorData(error))
  })
  const isStopped = work.error !== null && toErrorData(work.error).code === 'CANCELLED'
  return { ...work, progress, startedAtMs, isStopped, stop: () => abort.current.abort() }
}

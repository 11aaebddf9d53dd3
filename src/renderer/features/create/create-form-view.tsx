import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Settings } from '#contract/settings'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { DialogForm } from '../../ui/dialog-form'
import { LoosenedNote } from '../../ui/loosened-note'
import { SwitchField } from '../../ui/switch-field'
import { ErrorNotice } from '../problems/error-notice'
import { useUnseenFailure } from '../problems/use-unseen-failure'
import { useSandboxActions } from '../sandboxes/sandbox-actions'
import { useSandboxList } from '../sandboxes/sandbox-list-cache'
import { CreateFields } from './create-fields'
import { createFormDefaults, createFormSchema, toCreateInput, type CreateFormValues } from './create-form'
import type { CreatePreset } from './create-store'
import { PullProgress } from './pull-progress'
import { rememberImage } from './recent-images'
import { suggestName } from './suggest-name'
import { toCommandLine } from './to-command-line'
import { useCreate } from './use-create'
import { useLoosened } from './use-loosened'
import { useTemplates } from './use-templates'

export interface CreateFormProps {
  readonly settings: Settings | undefined
  readonly preset: CreatePreset
  readonly onDone: () => void
}

/** The form, the command that does the same, and the way from pressing Create to the new row. */
export function CreateForm({ settings, preset, onDone }: CreateFormProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const run = useSandboxActions()
  const sandboxes = useSandboxList()?.sandboxes ?? []
  const taken = new Set(sandboxes.map((sandbox) => sandbox.name))
  const [defaultValues] = useState(() => createFormDefaults(suggestName(taken), settings, preset))
  const form = useForm<CreateFormValues>({ resolver: zodResolver(createFormSchema), defaultValues, mode: 'onChange' })
  const { setFocus } = form
  // The form comes after its dialog, which by then has given the focus to the first thing it had.
  useEffect(() => setFocus('name', { shouldSelect: true }), [setFocus])
  const unseen = useUnseenFailure()
  const creation = useCreate((error) => unseen.tell(t('create.failed', { name: form.getValues('name') }), error))
  const values = useWatch({ control: form.control }) as CreateFormValues
  const template = useTemplates().find(({ id }) => id === values.template) ?? null
  const isNameTaken = taken.has(values.name)
  const loosened = useLoosened(values)

  const submit = form.handleSubmit(async (checked) => {
    if (isNameTaken) return
    const sandbox = await creation.create(toCreateInput(checked))
    if (!sandbox) return
    rememberImage(checked.image)
    if (unseen.isShown()) {
      onDone()
      navigate(`/sandboxes/${sandbox.id}`)
    }
    if (checked.isStarted) void run(sandbox, 'start')
  })
  return (
    <FormProvider {...form}>
      <DialogForm
        onSend={() => void submit()}
        foot={
          <>
            {creation.error && <ErrorNotice error={creation.error} />}
            <LoosenedNote loosened={loosened} />
            {creation.isCreating ? <PullProgress progress={creation.progress} startedAtMs={creation.startedAtMs} /> : <CommandLine command={toCommandLine(values, settings, template)} />}
            <div className="flex items-center gap-2">
              <div className="grow">
                <SwitchField label={t('create.start_after')} isOn={values.isStarted} onChange={(isOn) => form.setValue('isStarted', isOn)} />
              </div>
              <Button size="large" onClick={creation.isCreating ? creation.cancel : onDone}>
                {creation.isCreating ? t('create.stop') : t('actions.cancel')}
              </Button>
              <Button type="submit" tone="primary" size="large" isPending={creation.isCreating} disabled={creation.isCreating || !form.formState.isValid || isNameTaken}>
                {creation.isCreating ? t('create.creating') : values.isStarted ? t('create.verb_start') : t('create.verb')}
              </Button>
            </div>
          </>
        }
      >
        <fieldset disabled={creation.isCreating} className="transition-opacity disabled:opacity-60">
          <CreateFields settings={settings} isNameTaken={isNameTaken} onSuggestName={() => form.setValue('name', suggestName(taken), { shouldValidate: true })} />
        </fieldset>
      </DialogForm>
    </FormProvider>
  )
}

import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { TemplateFile } from '#contract/template'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { toErrorData } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { useSaveTemplate, useTemplateList } from '../create/use-templates'
import { ErrorNotice } from '../problems/error-notice'
import { TemplateFields } from './template-fields'
import { templateFormSchema, toTemplateFile, toTemplateForm, toTemplateId, type TemplateFormValues } from './template-form'

export interface TemplateFormProps {
  /** What it begins with; what the form does not show stays. */
  readonly base: TemplateFile
  /** Of the one that is changed; a new one is named by its title. */
  readonly id?: string
  /** The sandbox it was taken from. */
  readonly sandboxName?: string
  readonly onDone: () => void
}

export function TemplateForm({ base, id, sandboxName, onDone }: TemplateFormProps) {
  const { t } = useTranslation('templates')
  const { data: list } = useTemplateList()
  const [defaultValues] = useState(() => toTemplateForm(base))
  const form = useForm<TemplateFormValues>({ resolver: zodResolver(templateFormSchema), defaultValues, mode: 'onChange' })
  const values = useWatch({ control: form.control }) as TemplateFormValues
  const chosenId = id ?? toTemplateId(values.title)
  const isTaken = id === undefined && (list?.templates.some((template) => template.id === chosenId) ?? false)
  const saveTemplate = useSaveTemplate()
  const save = useMutation({ mutationFn: () => saveTemplate(chosenId, toTemplateFile(values, base)), onSuccess: onDone })
  const canSave = list !== undefined && !isTaken && !save.isPending && templateFormSchema.safeParse(values).success
  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault()
          // Where another form asked for it, React would tell that one as well, and it would be sent.
          event.stopPropagation()
          if (canSave) save.mutate()
        }}
      >
        <div className="min-h-0 overflow-y-auto p-5">
          <TemplateFields isTaken={isTaken} />
        </div>
        <div className="flex flex-col gap-3 border-t border-line px-5 py-4">
          {save.error && <ErrorNotice error={toErrorData(save.error)} />}
          {sandboxName !== undefined && <CommandLine command={`agentkernel templates save ${chosenId || 'NAME'} --from ${quoteWord(sandboxName)}`} />}
          {list && chosenId !== '' && (
            <p data-selectable className="text-small text-faint">
              {t('kept_as')} <span className="font-mono [overflow-wrap:anywhere]">{`${list.directory}/${chosenId}.json`}</span>
            </p>
          )}
          <div className="flex justify-end gap-2">
            <Button size="large" onClick={onDone}>
              {t('window:actions.cancel')}
            </Button>
            <Button size="large" type="submit" tone="primary" disabled={!canSave} isPending={save.isPending}>
              {t('save')}
            </Button>
          </div>
        </div>
      </form>
    </FormProvider>
  )
}

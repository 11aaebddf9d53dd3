import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { TemplateFile } from '#contract/template'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { DialogForm } from '../../ui/dialog-form'
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
      <DialogForm
        onSend={() => canSave && save.mutate()}
        foot={
          <>
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
          </>
        }
      >
        <TemplateFields isTaken={isTaken} />
      </DialogForm>
    </FormProvider>
  )
}

import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TemplateView } from '#contract/template'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { useRemoveTemplate } from './use-templates'

export interface RemoveTemplateProps {
  /** One of one's own. */
  readonly template: TemplateView
  readonly onRemoved?: () => void
  /** For the button among others of its kind; absent: its own words. */
  readonly label?: string
}

/** Asks, then deletes the template's file; what was made from it stays. */
export function RemoveTemplate({ template: { id, title }, onRemoved, label }: RemoveTemplateProps) {
  const { t } = useTranslation()
  const [isAsking, setIsAsking] = useState(false)
  const removeTemplate = useRemoveTemplate()
  const removal = useMutation({ mutationFn: () => removeTemplate(id), ...(onRemoved && { onSuccess: onRemoved }) })
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="small" tone="quiet" aria-label={label} isPending={removal.isPending} onClick={() => setIsAsking(true)}>
        <Trash2 aria-hidden />
        {t('create.template_remove')}
      </Button>
      {removal.error && <ErrorNotice error={toErrorData(removal.error)} title={t('create.template_not_removed', { title })} className="w-full" />}
      <ConfirmDialog
        isOpen={isAsking}
        title={t('create.template_remove_title', { title })}
        verb={t('create.template_remove_verb')}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false)
          removal.mutate()
        }}
      >
        <p>{t('create.template_remove_meaning')}</p>
        <CommandLine command={`agentkernel templates rm ${id}`} className="mt-3" />
      </ConfirmDialog>
    </div>
  )
}

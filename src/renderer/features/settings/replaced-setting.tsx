import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReplacedPlan } from '#contract/data'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { formatFileSize } from '../../ui/format'
import { dateFormat } from '../../ui/formatters'
import { SelectField } from '../../ui/select-field'
import { useToasts } from '../../ui/toast'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { SettingRow } from './setting-row'

const ages = [7, 30, 90, 365] as const
const dayMs = 86_400_000

/** What files brought back from private copies took the place of: how much it is, and what of it is old removed after a look and a yes. */
export function ReplacedSetting({ bytes }: { readonly bytes: number | undefined }) {
  const { t, i18n } = useTranslation('settings')
  const api = useApi()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [days, setDays] = useState(30)
  const [plan, setPlan] = useState<ReplacedPlan | null>(null)
  const command = `agentkernel data prune --older-than ${days}d`
  const look = useMutation({ mutationFn: () => api.data.planReplaced({ olderThanMs: days * dayMs }), onSuccess: setPlan })
  const remove = useMutation({
    mutationFn: ({ folders }: ReplacedPlan) => api.data.removeReplaced({ names: folders.map(({ name }) => name) }),
    onSuccess: ({ freedBytes }) => toasts.add({ title: t('data.freed', { size: formatFileSize(freedBytes, i18n.language) }) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['data'] })
  })
  const error = look.error ?? remove.error
  const isEmpty = plan?.folders.length === 0
  const size = bytes === undefined ? '' : `${formatFileSize(bytes, i18n.language)}. `
  return (
    <SettingRow id="replaced" command={command} hint={`${size}${t('rows.replaced.hint')}`} below={(error || isEmpty) && (error ? <ErrorNotice error={toErrorData(error)} className="mt-2" /> : <p role="status" className="mt-2 text-small text-muted">{t('data.nothing_old')}</p>)}>
      <div data-fits className="flex items-center gap-2">
        <SelectField
          label={t('data.age')}
          isLabelHidden
          value={String(days)}
          options={ages.map((age) => ({ value: String(age), label: t('data.older_than', { count: age }) }))}
          onChange={(value) => {
            setDays(Number(value))
            setPlan(null)
          }}
        />
        <Button isPending={look.isPending || remove.isPending} onClick={() => look.mutate()}>
          {t('data.tidy')}
        </Button>
      </div>
      {plan && !isEmpty && (
        <ConfirmDialog
          isOpen
          title={t('data.tidy_title', { size: formatFileSize(plan.bytes, i18n.language) })}
          verb={t('data.tidy_verb', { count: plan.folders.length })}
          onCancel={() => setPlan(null)}
          onConfirm={() => {
            remove.mutate(plan)
            setPlan(null)
          }}
        >
          <Going plan={plan} command={command} />
        </ConfirmDialog>
      )}
    </SettingRow>
  )
}

function Going({ plan: { directory, folders }, command }: { readonly plan: ReplacedPlan; readonly command: string }) {
  const { t, i18n } = useTranslation('settings')
  const date = dateFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div className="flex flex-col gap-2">
      <p>{t('data.tidy_meaning')}</p>
      <p className="font-mono text-small [overflow-wrap:anywhere]">{directory}</p>
      <ul className="max-h-48 overflow-y-auto text-small">
        {folders.map(({ name, sandbox, keptAt, bytes }) => (
          <li key={name} className="flex justify-between gap-3 py-0.5">
            <span className="truncate">
              <span className="text-text">{sandbox}</span> {date.format(new Date(keptAt))}
            </span>
            <span className="tabular shrink-0">{formatFileSize(bytes, i18n.language)}</span>
          </li>
        ))}
      </ul>
      <CommandLine command={command} isSingleLine className="mt-2" />
    </div>
  )
}

import { ArrowRight, Plus, X } from 'lucide-react'
import { Controller, useFieldArray, useFormContext, useFormState } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { Segmented } from '../../ui/segmented'
import { TextField } from '../../ui/text-field'
import { useRowFocus } from '../../ui/use-row-focus'
import type { AccessValues } from './create-form'
import { useProblemText } from './use-problem-text'

const protocols = [{ value: 'tcp', label: 'TCP' }, { value: 'udp', label: 'UDP' }] as const

const toPort = (text: string): number | null => (/^\d{1,6}$/.test(text) ? Number(text) : null)

/** Ports of the sandbox that programs on this machine may reach. */
export function PortFields({ hasNetwork }: { readonly hasNetwork: boolean }) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const { control } = useFormContext<AccessValues>()
  const { errors } = useFormState<AccessValues>({ control })
  const { fields, append, remove } = useFieldArray({ control, name: 'ports' })
  const { place, removing } = useRowFocus<HTMLDivElement>()
  const removeRow = removing(remove)
  return (
    <div ref={place} className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <span className="text-small font-medium text-muted">{t('create.ports')}</span>
        <Button size="small" tone="quiet" disabled={!hasNetwork} onClick={() => append({ sandboxPort: 3000, hostPort: null, protocol: 'tcp' })}>
          <Plus aria-hidden />
          {t('create.ports_add')}
        </Button>
      </div>
      {fields.length > 0 && <p className="text-small text-faint">{t('create.port_meaning')}</p>}
      {fields.map((port, index) => (
        <div key={port.id} className="flex items-start gap-1.5">
          <Controller
            control={control}
            name={`ports.${index}.hostPort`}
            render={({ field }) => (
              <TextField label={t('create.port_host')} isLabelHidden isCode inputMode="numeric" placeholder={t('create.port_any')} className="w-28" value={field.value === null ? '' : String(field.value)} onChange={(text) => field.onChange(toPort(text))} error={problem(errors.ports?.[index]?.hostPort)} />
            )}
          />
          <ArrowRight aria-hidden className="mt-2 size-4 shrink-0 text-faint" />
          <Controller
            control={control}
            name={`ports.${index}.sandboxPort`}
            render={({ field }) => (
              <TextField label={t('create.port_sandbox')} isLabelHidden isCode inputMode="numeric" className="w-28" value={String(field.value || '')} onChange={(text) => field.onChange(toPort(text) ?? 0)} error={problem(errors.ports?.[index]?.sandboxPort)} />
            )}
          />
          <div className="w-28 shrink-0">
            <Controller control={control} name={`ports.${index}.protocol`} render={({ field }) => <Segmented label={t('create.port_protocol')} isLabelHidden value={field.value} options={protocols} onChange={field.onChange} />} />
          </div>
          <IconButton icon={X} label={t('create.port_remove')} data-removes-row onClick={() => removeRow(index)} className="size-8" />
        </div>
      ))}
    </div>
  )
}

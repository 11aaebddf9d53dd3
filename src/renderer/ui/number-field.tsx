import { NumberField as BaseNumberField } from '@base-ui/react/number-field'
import { Field } from '@base-ui/react/field'
import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from './class-names'
import { FieldNote } from './field-note'

export interface NumberFieldProps {
  readonly label: string
  /** The label is read but not seen, where another text says the same. */
  readonly isLabelHidden?: boolean
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  readonly step: number
  readonly min?: number
  readonly max?: number
  /** When it was decided: a button was let go, Enter was pressed or the field left. */
  readonly onCommit?: (value: number | null) => void
  readonly placeholder?: string
  readonly unit?: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

const stepper = 'flex w-8 shrink-0 items-center justify-center text-muted transition-colors hover:bg-pressed hover:text-text'

/** A number with its unit; arrows and the buttons go by `step`, anything may be typed. */
export function NumberField({ label, isLabelHidden = false, value, onChange, onCommit, step, min, max, unit, placeholder, hint, error }: NumberFieldProps) {
  const { t, i18n } = useTranslation()
  return (
    <Field.Root invalid={error !== undefined} className="flex min-w-0 flex-col gap-1">
      <Field.Label className={classNames('text-small font-medium text-muted', isLabelHidden && 'sr-only')}>{label}</Field.Label>
      <BaseNumberField.Root locale={i18n.language} value={value} onValueChange={(next) => onChange(next)} {...(onCommit && { onValueCommitted: onCommit })} {...(min !== undefined && { min })} {...(max !== undefined && { max })} step={step} smallStep={1} snapOnStep>
        <BaseNumberField.Group className="flex h-8 overflow-hidden rounded-md border border-line-strong/70 bg-surface transition-colors focus-within:border-accent focus-within:outline-1 focus-within:outline-accent hover:border-line-strong data-invalid:border-negative">
          <BaseNumberField.Decrement aria-label={t('fields.less', { label })} className={stepper}>
            <Minus aria-hidden className="size-3.5" />
          </BaseNumberField.Decrement>
          <div className="flex min-w-0 grow items-center justify-center gap-1 border-x border-line">
            <BaseNumberField.Input placeholder={placeholder} className="tabular w-full min-w-0 bg-transparent text-center outline-none" />
          </div>
          {unit !== undefined && <span className="flex items-center border-r border-line px-2 text-small text-faint">{unit}</span>}
          <BaseNumberField.Increment aria-label={t('fields.more', { label })} className={stepper}>
            <Plus aria-hidden className="size-3.5" />
          </BaseNumberField.Increment>
        </BaseNumberField.Group>
      </BaseNumberField.Root>
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}

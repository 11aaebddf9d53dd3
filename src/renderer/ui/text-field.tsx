import { Field } from '@base-ui/react/field'
import type { ReactNode, Ref } from 'react'
import { classNames } from './class-names'
import { FieldNote } from './field-note'

export const controlClasses =
  'h-8 w-full rounded-md border border-line-strong/70 bg-surface px-2.5 text-text transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 focus-visible:outline-accent aria-invalid:border-negative data-disabled:opacity-60'

export interface TextFieldProps {
  readonly label: string
  /** The label is read but not seen, e.g. in a row of fields with one heading. */
  readonly isLabelHidden?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onBlur?: (() => void) | undefined
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly isCode?: boolean
  readonly inputMode?: 'text' | 'numeric'
  readonly type?: 'text' | 'password'
  readonly ref?: Ref<HTMLInputElement>
  readonly className?: string
  readonly autoComplete?: string
}

/** A labelled line of text. The error replaces the hint, so nothing below moves when it comes. */
export function TextField({ label, isLabelHidden = false, value, onChange, onBlur, hint, error, placeholder, isCode = false, inputMode, type, ref, className }: TextFieldProps) {
  return (
    <Field.Root invalid={error !== undefined} className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <Field.Label className={classNames('text-small font-medium text-muted', isLabelHidden && 'sr-only')}>{label}</Field.Label>
      <Field.Control
        ref={ref ?? null}
        value={value}
        onValueChange={(next) => onChange(next)}
        onBlur={onBlur}
        placeholder={placeholder}
        inputMode={inputMode}
        type={type ?? 'text'}
        autoComplete="off"
        spellCheck={false}
        className={classNames(controlClasses, isCode && 'font-mono text-small')}
      />
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}

import { Field } from '@base-ui/react/field'
import type { ReactNode, Ref } from 'react'
import { classNames } from './class-names'
import { FieldNote } from './field-note'
import { controlClasses } from './text-field'

export interface TextAreaProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onBlur?: (() => void) | undefined
  readonly rows: number
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly placeholder?: string
  readonly ref?: Ref<HTMLTextAreaElement>
}

/** Several labelled lines of code. */
export function TextArea({ label, value, onChange, onBlur, rows, hint, error, placeholder, ref }: TextAreaProps) {
  return (
    <Field.Root invalid={error !== undefined} className="flex min-w-0 flex-col gap-1">
      <Field.Label className="text-small font-medium text-muted">{label}</Field.Label>
      <Field.Control
        value={value}
        onValueChange={(next) => onChange(next)}
        onBlur={onBlur}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        render={<textarea ref={ref ?? null} rows={rows} />}
        className={classNames(controlClasses, 'h-auto resize-y py-1.5 font-mono text-small')}
      />
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}

import { Field } from '@base-ui/react/field'
import type { ReactNode } from 'react'

export interface FieldNoteProps {
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

/** The line below a field: what is wrong with it, or else what helps to fill it. The one replaces the other, so that little moves. */
export function FieldNote({ hint, error }: FieldNoteProps) {
  if (error !== undefined)
    return (
      <Field.Error match className="text-small text-negative">
        {error}
      </Field.Error>
    )
  return hint === undefined ? null : <Field.Description className="text-small text-faint">{hint}</Field.Description>
}

import { Field } from '@base-ui/react/field'
import { Switch } from '@base-ui/react/switch'
import type { ReactNode } from 'react'

export interface SwitchFieldProps {
  readonly label: ReactNode
  /** The label is read but not seen, where another text says the same. */
  readonly isLabelHidden?: boolean
  readonly isDisabled?: boolean
  readonly hint?: ReactNode
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

export function SwitchField({ label, isLabelHidden = false, isDisabled = false, hint, isOn, onChange }: SwitchFieldProps) {
  return (
    <Field.Root disabled={isDisabled} className="flex flex-col gap-0.5">
      <Field.Label className="flex items-center gap-2.5">
        <Switch.Root
          checked={isOn}
          onCheckedChange={(next) => onChange(next)}
          className="flex h-4 w-7 shrink-0 rounded-full border border-line-strong bg-sunken p-px transition-colors data-disabled:opacity-50 data-checked:border-accent-fill data-checked:bg-accent-fill"
        >
          <Switch.Thumb className="size-3 rounded-full bg-line-strong transition-[translate,background-color] data-checked:translate-x-3 data-checked:bg-on-accent" />
        </Switch.Root>
        <span className={isLabelHidden ? 'sr-only' : ''}>{label}</span>
      </Field.Label>
      {hint !== undefined && <Field.Description className="pl-9.5 text-small text-faint">{hint}</Field.Description>}
    </Field.Root>
  )
}

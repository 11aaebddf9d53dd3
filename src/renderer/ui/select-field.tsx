import { Field } from '@base-ui/react/field'
import { Select } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

export interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly icon?: ReactNode
  /** A quieter word at the end of the line. */
  readonly note?: string
  readonly isDisabled?: boolean
}

export interface SelectFieldProps<Value extends string> {
  readonly label: string
  /** The label is read but not seen, where another text says the same. */
  readonly isLabelHidden?: boolean
  readonly value: Value
  readonly options: readonly SelectOption<Value>[]
  readonly onChange: (value: Value) => void
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

export function SelectField<Value extends string>({ label, isLabelHidden = false, value, options, onChange, hint, error }: SelectFieldProps<Value>) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Field.Root invalid={error !== undefined} className="flex min-w-0 flex-col gap-1">
      <Select.Root value={value} onValueChange={(next) => next !== null && onChange(next)} items={options}>
        <Select.Label className={classNames('text-small font-medium text-muted', isLabelHidden && 'sr-only')}>{label}</Select.Label>
        <Select.Trigger className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong/70 bg-surface px-2.5 text-left transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 data-invalid:border-negative data-popup-open:border-line-strong">
          {chosen?.icon}
          <span className="grow truncate">{chosen?.label}</span>
          {chosen?.note !== undefined && <span className="text-small text-faint">{chosen.note}</span>}
          <Select.Icon>
            <ChevronsUpDown aria-hidden className="size-3.5 text-muted" />
          </Select.Icon>
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none select-none">
            <Select.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-lg bg-raised p-1 shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
              <Select.List>
                {options.map((option) => (
                  <Select.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.isDisabled ?? false}
                    className="flex h-7 items-center gap-2 rounded-sm px-2 outline-none data-disabled:opacity-50 data-highlighted:bg-pressed"
                  >
                    {option.icon}
                    <Select.ItemText className="grow">{option.label}</Select.ItemText>
                    {option.note !== undefined && <span className="text-small text-faint">{option.note}</span>}
                    <span className="size-3.5">
                      <Select.ItemIndicator>
                        <Check aria-hidden className="size-3.5 text-accent" />
                      </Select.ItemIndicator>
                    </span>
                  </Select.Item>
                ))}
              </Select.List>
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
      {error !== undefined ? (
        <span role="alert" className="text-small text-negative">
          {error}
        </span>
      ) : (
        hint !== undefined && <span className="text-small text-faint">{hint}</span>
      )}
    </Field.Root>
  )
}

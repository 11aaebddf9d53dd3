import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useId } from 'react'
import { classNames } from './class-names'

export interface SegmentedProps<Value extends string> {
  readonly label: string
  /** The label is read but not seen, where another text says the same. */
  readonly isLabelHidden?: boolean
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** One of a few, all of them in sight. */
export function Segmented<Value extends string>({ label, isLabelHidden = false, value, options, onChange }: SegmentedProps<Value>) {
  const labelId = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span id={labelId} className={classNames('text-small font-medium text-muted', isLabelHidden && 'sr-only')}>
        {label}
      </span>
      <RadioGroup value={value} onValueChange={onChange} aria-labelledby={labelId} className="flex h-8 rounded-md border border-line-strong/70 bg-sunken p-0.5">
        {options.map((option) => (
          <Radio.Root
            key={option.value}
            value={option.value}
            className="flex h-full grow basis-0 items-center justify-center rounded-sm px-2 whitespace-nowrap text-muted transition-colors hover:text-text data-checked:bg-raised data-checked:font-medium data-checked:text-text data-checked:shadow-[0_0_0_1px_var(--line),0_1px_2px_oklch(20%_0.02_262/12%)]"
          >
            {option.label}
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  )
}

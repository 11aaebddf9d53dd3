import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import { classNames } from './class-names'

export interface CheckboxProps {
  /** The accessible name; what is seen stands beside it. */
  readonly label: string
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  /** -1 where a key does the same for the whole row. */
  readonly tabIndex?: number
  readonly className?: string
}

export function Checkbox({ label, isChecked, onChange, tabIndex, className }: CheckboxProps) {
  return (
    <BaseCheckbox.Root
      aria-label={label}
      checked={isChecked}
      onCheckedChange={(next) => onChange(next)}
      {...(tabIndex !== undefined && { tabIndex })}
      className={classNames('flex size-3.5 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-surface transition-colors data-checked:border-accent-fill data-checked:bg-accent-fill', className)}
    >
      <BaseCheckbox.Indicator>
        <Check aria-hidden className="size-3 text-on-accent" strokeWidth={2.5} />
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  )
}

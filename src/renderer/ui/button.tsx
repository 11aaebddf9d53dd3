import { Button as BaseButton } from '@base-ui/react/button'
import { cva, type VariantProps } from 'class-variance-authority'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

const button = cva(
  'no-drag inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors data-disabled:opacity-50 [&>svg]:size-3.5 [&>svg]:shrink-0',
  {
    variants: {
      tone: {
        primary: 'bg-accent-fill text-on-accent not-data-disabled:hover:bg-accent-fill-hover',
        danger: 'bg-negative-fill text-on-accent not-data-disabled:hover:bg-negative-fill-hover',
        plain: 'border border-line-strong/60 bg-raised text-text not-data-disabled:hover:bg-hover not-data-disabled:active:bg-pressed',
        quiet: 'text-muted not-data-disabled:hover:bg-pressed not-data-disabled:hover:text-text data-popup-open:bg-pressed data-popup-open:text-text'
      },
      size: { small: 'h-6 px-2 text-small', medium: 'h-7 px-2.5', large: 'h-8 px-3.5' }
    },
    defaultVariants: { tone: 'plain', size: 'medium' }
  }
)

export interface ButtonProps extends Omit<BaseButton.Props, 'className'>, VariantProps<typeof button> {
  readonly className?: string
  /** Shows that the work it started still runs; it can be focused but not pressed again. */
  readonly isPending?: boolean | undefined
  readonly children?: ReactNode
}

export function Button({ tone, size, className, isPending, disabled, ...rest }: ButtonProps) {
  return (
    <BaseButton
      {...rest}
      disabled={disabled === true || isPending === true}
      focusableWhenDisabled
      aria-busy={isPending || undefined}
      className={classNames(button({ tone, size }), className)}
    />
  )
}

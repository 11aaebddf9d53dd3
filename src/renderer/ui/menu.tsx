import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Check, ChevronRight, type LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names'
import { KeyCap } from './key-cap'

export const menuPopupClasses =
  'min-w-48 max-w-96 origin-(--transform-origin) rounded-lg bg-raised p-1 shadow-float outline-none transition-[scale,opacity] data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0'

const row = 'flex h-7 items-center gap-2 rounded-sm px-2 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-pressed [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-muted'

export interface MenuProps {
  readonly trigger: ReactElement<Record<string, unknown>>
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
  readonly onOpenChange?: (isOpen: boolean) => void
}

export function Menu({ trigger, children, align = 'end', onOpenChange }: MenuProps) {
  return (
    <BaseMenu.Root {...(onOpenChange && { onOpenChange })}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align={align} className="z-50 outline-none">
          <BaseMenu.Popup className={menuPopupClasses}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

export interface MenuItemProps {
  readonly icon?: LucideIcon
  readonly shortcut?: string
  readonly tone?: 'plain' | 'danger'
  readonly isDisabled?: boolean
  readonly onSelect: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon: Icon, shortcut, tone = 'plain', isDisabled = false, onSelect, children }: MenuItemProps) {
  return (
    <BaseMenu.Item disabled={isDisabled} onClick={onSelect} className={classNames(row, tone === 'danger' && 'text-negative [&>svg]:text-negative')}>
      {Icon && <Icon aria-hidden strokeWidth={1.75} />}
      <span className="grow">{children}</span>
      {shortcut !== undefined && <KeyCap>{shortcut}</KeyCap>}
    </BaseMenu.Item>
  )
}

export interface MenuCheckProps {
  readonly isChecked: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isChecked: boolean) => void
  readonly children: ReactNode
}

/** One thing that is or is not; the menu stays open for the next. */
export function MenuCheck({ isChecked, isDisabled = false, onChange, children }: MenuCheckProps) {
  return (
    <BaseMenu.CheckboxItem checked={isChecked} disabled={isDisabled} onCheckedChange={(next) => onChange(next)} closeOnClick={false} className={row}>
      <span className="grow">{children}</span>
      <BaseMenu.CheckboxItemIndicator>
        <Check aria-hidden className="size-3.5 text-accent" />
      </BaseMenu.CheckboxItemIndicator>
    </BaseMenu.CheckboxItem>
  )
}

export interface SubmenuProps {
  readonly icon?: LucideIcon
  readonly label: string
  readonly children: ReactNode
}

/** A menu behind one line of a menu. */
export function Submenu({ icon: Icon, label, children }: SubmenuProps) {
  return (
    <BaseMenu.SubmenuRoot>
      <BaseMenu.SubmenuTrigger className={classNames(row, 'data-popup-open:bg-pressed')}>
        {Icon && <Icon aria-hidden strokeWidth={1.75} />}
        <span className="grow">{label}</span>
        <ChevronRight aria-hidden />
      </BaseMenu.SubmenuTrigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={2} alignOffset={-4} className="z-50 outline-none">
          <BaseMenu.Popup className={menuPopupClasses}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.SubmenuRoot>
  )
}

export interface MenuChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** One choice of several, ticked where it stands. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: MenuChoiceProps<Value>) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={onChange}>
      <BaseMenu.GroupLabel className="px-2 pt-1.5 pb-1 text-label text-faint">{label}</BaseMenu.GroupLabel>
      {options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} className={row}>
          <span className="grow">{option.label}</span>
          <BaseMenu.RadioItemIndicator>
            <Check aria-hidden className="size-3.5 text-accent" />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  )
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="mx-2 my-1 h-px bg-line" />
}

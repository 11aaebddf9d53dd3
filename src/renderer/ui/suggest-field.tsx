import { Autocomplete } from '@base-ui/react/autocomplete'
import { Field } from '@base-ui/react/field'
import { useState, type ReactNode } from 'react'
import { classNames } from './class-names'
import { FieldNote } from './field-note'
import { controlClasses } from './text-field'

export interface Suggestion {
  readonly value: string
  /** Where it comes from or how big it is. */
  readonly note: string
}

export interface SuggestFieldProps {
  readonly label: string
  /** Of the input, to give it the focus from elsewhere. */
  readonly id?: string
  readonly placeholder?: string
  readonly value: string
  readonly suggestions: readonly Suggestion[]
  readonly onChange: (value: string) => void
  readonly onBlur?: (() => void) | undefined
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

/** A line of text with a list of likely answers; anything else may be typed too. */
export function SuggestField({ label, id, placeholder, value, suggestions, onChange, onBlur, hint, error }: SuggestFieldProps) {
  const [isOpen, setIsOpen] = useState(false)
  // A click shows everything, typing what matches.
  const [isTyping, setIsTyping] = useState(false)
  const shown = isTyping ? suggestions.filter((suggestion) => suggestion.value.toLowerCase().includes(value.toLowerCase())) : suggestions
  const changeOpen = (next: boolean) => {
    setIsOpen(next)
    if (!next) setIsTyping(false)
  }
  const change = (next: string, isTyped: boolean) => {
    setIsTyping(isTyped)
    onChange(next)
  }
  return (
    <Field.Root invalid={error !== undefined} className="flex min-w-0 flex-col gap-1">
      <Autocomplete.Root
        mode="none"
        items={shown}
        // An open list takes the rest of the page away from screen readers: an empty one stays closed.
        open={isOpen && shown.length > 0}
        onOpenChange={(next) => changeOpen(next)}
        value={value}
        onValueChange={(next, { reason }) => change(next, reason === 'input-change')}
        itemToStringValue={(item: Suggestion) => item.value}
        openOnInputClick
      >
        <Field.Label className="text-small font-medium text-muted">{label}</Field.Label>
        <Autocomplete.Input
          // A form that is sent has no use for a list that opens when there is something to suggest again.
          onKeyDown={(event) => event.key === 'Enter' && shown.length === 0 && changeOpen(false)}
          {...(id !== undefined && { id })} placeholder={placeholder} onBlur={onBlur} spellCheck={false} autoComplete="off" className={classNames(controlClasses, 'font-mono text-small')} />
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} className="z-50 outline-none">
            <Autocomplete.Popup className="w-(--anchor-width) rounded-lg bg-raised shadow-float data-empty:hidden">
              <Autocomplete.List className="max-h-60 overflow-y-auto p-1 outline-none">
                {(item: Suggestion) => (
                  <Autocomplete.Item key={item.value} value={item} className="flex h-7 items-center gap-3 rounded-sm px-2 outline-none select-none data-highlighted:bg-pressed">
                    <span className="grow truncate font-mono text-small">{item.value}</span>
                    <span className="shrink-0 text-small text-faint">{item.note}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}

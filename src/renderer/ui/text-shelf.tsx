import { useState } from 'react'
import { classNames } from './class-names'

export interface ShelfText {
  readonly name: string
  /** Small, after the name. */
  readonly note?: string
  readonly text: string
}

/** Texts to be read one at a time: their names at the left, the chosen one beside them. */
export function TextShelf({ texts, label }: { readonly texts: readonly ShelfText[]; readonly label: string }) {
  const [chosenName, setChosenName] = useState<string>()
  const chosen = texts.find(({ name }) => name === chosenName) ?? texts[0]
  return (
    <>
      <ul aria-label={label} className="w-72 max-w-2/5 shrink-0 overflow-y-auto border-r border-line p-2">
        {texts.map(({ name, note }) => (
          <li key={name}>
            <button
              type="button"
              aria-current={name === chosen?.name ? 'true' : undefined}
              onClick={() => setChosenName(name)}
              className={classNames('flex h-7 w-full items-center gap-2 rounded-md px-2 text-left font-mono text-small', name === chosen?.name ? 'bg-pressed text-text' : 'text-muted hover:bg-hover hover:text-text')}
            >
              <span className="min-w-0 truncate">{name}</span>
              {note !== undefined && <span className="ml-auto shrink-0 text-label text-faint">{note}</span>}
            </button>
          </li>
        ))}
      </ul>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard */}
      <pre key={chosen?.name} tabIndex={0} aria-label={chosen?.name} className="min-w-0 grow overflow-y-auto bg-sunken p-4 text-small leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap outline-offset-[-2px]">
        {chosen?.text}
      </pre>
    </>
  )
}

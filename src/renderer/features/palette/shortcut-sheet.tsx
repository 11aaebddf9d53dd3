import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/dialog'
import { KeyCap } from '../../ui/key-cap'
import { keyPlaces, useActionRegistry, type KeyHint } from './action-registry'
import { isMac, toKeyCaps } from './keys'
import { closeSheets, usePaletteStore } from './palette-store'

/** Every key that does something, read from where the keys themselves are read. */
export function ShortcutSheet() {
  const { t } = useTranslation()
  const isOpen = usePaletteStore((state) => state.shown === 'shortcuts')
  const hints = useHints()
  // The keys scroll it; on its close button the first Escape would only take the button's tooltip away.
  const content = useRef<HTMLDivElement>(null)
  return (
    <Dialog isOpen={isOpen} onClose={closeSheets} title={t('shortcuts.title')} initialFocus={content} className="w-160">
      <div ref={content} tabIndex={-1} className="columns-2 gap-x-10 overflow-y-auto p-5 outline-none">
        {keyPlaces.map((place) => (
          <section key={place} className="mb-6 break-inside-avoid">
            <h3 className="mb-2 text-label font-medium text-faint">{t(`shortcuts.groups.${place}`)}</h3>
            <dl className="flex flex-col gap-1.5">
              {hints
                .filter((hint) => hint.place === place)
                .map((hint) => (
                  <Row key={hint.keys.join(' ')} hint={hint} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function Row({ hint }: { readonly hint: KeyHint }) {
  return (
    <div className="flex min-h-5 items-center justify-between gap-3">
      <dt>{hint.title}</dt>
      <dd className="flex shrink-0 gap-1.5">
        {hint.keys.map((keys) => (
          <span key={keys} className="flex gap-0.5">
            {toKeyCaps(keys, isMac).map((cap) => (
              <KeyCap key={cap}>{cap}</KeyCap>
            ))}
          </span>
        ))}
      </dd>
    </div>
  )
}

function useHints(): KeyHint[] {
  const actions = useActionRegistry((state) => state.actions)
  const hints = useActionRegistry((state) => state.hints)
  const ofActions = Object.values(actions)
    .flat()
    .flatMap(({ key }) => (key ? [key] : []))
  return [...ofActions, ...Object.values(hints).flat()]
}

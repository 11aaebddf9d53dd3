import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { Dialog } from '../ui/dialog'
import { KeyCap } from '../ui/key-cap'
import { shortcutGroups } from './shortcuts'

const useSheet = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }))

export function showShortcuts(): void {
  useSheet.setState({ isOpen: true })
}

/** Every key that does something, in one place. */
export function ShortcutSheet() {
  const { t } = useTranslation()
  const isOpen = useSheet((state) => state.isOpen)
  return (
    <Dialog isOpen={isOpen} onClose={() => useSheet.setState({ isOpen: false })} title={t('shortcuts.title')} className="w-140">
      <div className="grid grid-cols-2 gap-x-10 gap-y-6 overflow-y-auto p-5">
        {shortcutGroups.map(({ id, keys }) => (
          <section key={id}>
            <h3 className="mb-2 text-label font-medium text-faint">{t(`shortcuts.groups.${id}`)}</h3>
            <dl className="flex flex-col gap-1.5">
              {keys.map(({ id: key, caps }) => (
                <div key={key} className="flex items-center justify-between gap-3">
                  <dt>{t(`shortcuts.keys.${key}`)}</dt>
                  <dd className="flex gap-1">
                    {caps.map((cap) => (
                      <KeyCap key={cap}>{cap}</KeyCap>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

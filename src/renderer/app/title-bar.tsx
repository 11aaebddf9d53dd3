import { Settings2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { KernelMark } from '../design/kernel-mark'
import { NotesButton } from '../features/notifications/notes-button'
import { IconButton } from '../ui/icon-button'
import { AppMenu } from './app-menu'
import { SearchField } from './search-field'

/** Moves the window; leaves the system's own buttons their room at either side. */
export function TitleBar() {
  const { t } = useTranslation()
  return (
    <header
      className="drag-window flex h-11 shrink-0 items-center gap-3 pr-2"
      style={{ paddingLeft: 'env(titlebar-area-x, 0px)', width: 'calc(env(titlebar-area-x, 0px) + env(titlebar-area-width, 100%))' }}
    >
      <div className="flex w-41 shrink-0 items-center gap-2 pl-4">
        <KernelMark />
        <span className="font-semibold tracking-[-0.01em]">AgentKernel</span>
      </div>
      <SearchField />
      <div className="grow" />
      <NotesButton />
      <AppMenu trigger={<IconButton icon={Settings2} label={t('menu.label')} />} />
    </header>
  )
}

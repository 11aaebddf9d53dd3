import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { ChevronRight, Search } from 'lucide-react'
import { useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { SandboxView } from '#contract/sandbox'
import { CopyButton } from '../../ui/copy-button'
import { KeyCap } from '../../ui/key-cap'
import { useListStore } from '../sandboxes/list-store'
import { useSandboxList } from '../sandboxes/sandbox-list-cache'
import { toOpenAction } from '../sandboxes/use-sandbox-verbs'
import { listVerbs, useActionRegistry, type Action } from './action-registry'
import { PaletteItem } from './palette-item'
import { closeSheets, usePaletteStore } from './palette-store'
import { listSections, rankActions, type ActionSection } from './rank-actions'

/** Everything the window can do, by a few letters. */
export function Palette() {
  const { t } = useTranslation('palette')
  const isOpen = usePaletteStore((state) => state.shown === 'palette')
  const opened = usePaletteStore((state) => state.opened)
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && closeSheets()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="no-drag fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="no-drag fixed top-[11vh] left-1/2 z-40 flex max-h-[72vh] w-160 max-w-[calc(100vw-48px)] -translate-x-1/2 flex-col overflow-hidden rounded-lg bg-raised shadow-dialog outline-none transition-[translate,opacity] duration-(--quick) data-ending-style:opacity-0 data-starting-style:-translate-y-1 data-starting-style:opacity-0">
          <Dialog.Title className="sr-only">{t('title')}</Dialog.Title>
          <PaletteContent key={opened} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** A thing that was led on to, and what can be done with it. */
interface PaletteScope {
  readonly title: string
  readonly actions: readonly Action[]
}

/** Lives as long as the palette is open, so that it opens empty every time. */
function PaletteContent() {
  const { t } = useTranslation('palette')
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState('')
  const [scope, setScope] = useState<PaletteScope | null>(null)
  const sections = useSections(query, scope)
  const shown = sections.flatMap((section) => section.actions)
  const highlighted = shown.find((action) => action.id === chosen) ?? shown[0]
  const lead = (action: Action | undefined) => {
    if (!action?.more) return false
    setScope({ title: action.title, actions: action.more() })
    setQuery('')
    return true
  }
  const press = (event: KeyboardEvent) => {
    const isLeaving = scope !== null && query === '' && (event.key === 'Backspace' || event.key === 'Escape')
    if (isLeaving) setScope(null)
    if (isLeaving || (event.key === 'Tab' && !event.shiftKey && lead(highlighted))) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return (
    <Command label={t('title')} shouldFilter={false} loop value={highlighted?.id ?? ''} onValueChange={setChosen} onKeyDown={press} className="flex min-h-0 flex-col outline-none">
      <div className="flex h-12 shrink-0 items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-faint" strokeWidth={1.75} />
        {scope && (
          <span className="flex max-w-1/2 shrink-0 items-center gap-1 rounded-sm bg-selected py-0.5 pr-1 pl-2 font-medium text-accent">
            <span className="truncate">{scope.title}</span>
            <ChevronRight aria-hidden className="size-3.5 shrink-0" />
          </span>
        )}
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder={scope ? t('placeholder_verbs') : t('placeholder')}
          className="h-full min-w-0 grow bg-transparent text-title outline-none"
        />
      </div>
      <Command.List className="min-h-0 grow scroll-py-2 overflow-y-auto p-2 outline-none">
        {sections.length === 0 && <p className="px-2 py-8 text-center text-muted">{t('nothing', { query })}</p>}
        {sections.map(({ group, actions }) => (
          <Command.Group
            key={group ?? 'found'}
            {...(group && { heading: t(`groups.${group}`) })}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-label [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&:first-child_[cmdk-group-heading]]:pt-0.5"
          >
            {actions.map((action) => (
              <PaletteItem key={action.id} action={action} tellsGroup={group === null} onRun={() => act(action)} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
      {highlighted && <Footer action={highlighted} />}
    </Command>
  )
}

/** The palette has closed and given the focus back before the action takes it. */
function act(action: Action): void {
  closeSheets()
  setTimeout(() => action.run())
}

function useSections(query: string, scope: PaletteScope | null): readonly ActionSection[] {
  const [, navigate] = useLocation()
  const sandboxes = useSandboxList()?.sandboxes
  const currentId = useListStore((state) => state.selectedId ?? state.currentId)
  // Some features know more a moment later, e.g. the images that are here.
  const { actions: registered } = useActionRegistry()
  return useMemo(() => {
    const known = sandboxes ?? []
    const sources = scope
      ? { actions: scope.actions, sandboxes: [], current: undefined }
      : { actions: Object.values(registered).flat(), sandboxes: known, current: known.find(({ id }) => id === currentId) }
    const all = { ...sources, verbs: listVerbs, openSandbox: (sandbox: SandboxView) => toOpenAction(sandbox, (id) => navigate(`/sandboxes/${id}`)) }
    return query.trim() === '' ? listSections(all) : rankActions(all, query)
  }, [query, scope, sandboxes, currentId, navigate, registered])
}

/** The command that does the same as what is highlighted, ready to copy; otherwise which keys help. */
function Footer({ action }: { readonly action: Action }) {
  const { t } = useTranslation('palette')
  return (
    <div className="flex h-9 shrink-0 items-center gap-3 border-t border-line bg-sunken pr-3.5 pl-4 text-small text-muted">
      {action.command === undefined ? (
        <span className="min-w-0 grow truncate">{t('window_only')}</span>
      ) : (
        <span className="flex min-w-0 grow items-center gap-1">
          <code data-selectable className="truncate">
            {action.command}
          </code>
          <CopyButton text={action.command} label={t('copy_command')} />
        </span>
      )}
      {action.more && (
        <span className="flex shrink-0 items-center gap-1.5">
          <KeyCap>Tab</KeyCap> {t('verbs_hint')}
        </span>
      )}
      <span className="flex shrink-0 items-center gap-1.5">
        <KeyCap>↵</KeyCap> {t('run_hint')}
      </span>
    </div>
  )
}

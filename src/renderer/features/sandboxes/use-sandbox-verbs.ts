import { CirclePlus, Copy, CopyPlus, LayoutTemplate, PanelRight, Pencil, Play, RotateCw, SlidersHorizontal, Square, SquareTerminal, Trash2 } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { SandboxView } from '#contract/sandbox'
import { useCopy } from '../../ui/use-copy'
import { askForChange } from '../change/change-store'
import { listVerbs, useKeyHints, useSandboxVerbs, type Action, type KeyHint } from '../palette/action-registry'
import { askForTemplate } from '../templates/template-store'
import { useOpenTerminal } from '../terminals/use-open-terminal'
import { toActionCommand } from './command-lines'
import { useListStore } from './list-store'
import { useSandboxActions } from './sandbox-actions'

/** The keys that act on the current row, with what the shortcut sheet calls them. */
const keys = {
  open: { keys: ['Enter'], place: 'list', title: 'shortcuts.keys.open' },
  toggle: { keys: ['S'], place: 'sandbox', title: 'shortcuts.keys.start_stop' },
  shell: { keys: ['T'], place: 'sandbox', title: 'shortcuts.keys.shell' },
  remove: { keys: ['Delete'], place: 'sandbox', title: 'shortcuts.keys.remove' }
} as const satisfies Record<string, KeyHint>

/** Makes what can be done with a sandbox known to palette and keys. */
export function useSandboxVerbsOfList(): void {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const run = useSandboxActions()
  const openTerminal = useOpenTerminal()
  const { copy } = useCopy()
  const does = useMemo(() => ({ navigate, run, openTerminal, copy }), [navigate, run, openTerminal, copy])
  useKeyHints(
    'sandboxes',
    useMemo(() => [
      { keys: ['ArrowDown', 'ArrowUp', 'J', 'K'], place: 'list', title: t('shortcuts.keys.move') },
      { keys: ['G'], place: 'list', title: t('sandboxes:keys.go_to') },
      { keys: ['Space'], place: 'list', title: t('sandboxes:keys.mark') },
      { keys: ['Shift+ArrowDown', 'Shift+ArrowUp'], place: 'list', title: t('sandboxes:keys.mark_range') },
      { keys: ['Mod+A'], place: 'list', title: t('sandboxes:keys.mark_all') },
      { keys: ['Shift+F10'], place: 'list', title: t('sandboxes:keys.menu') },
      ...Object.values(keys).map((hint) => ({ ...hint, title: t(hint.title) }))
    ], [t])
  )
  useSandboxVerbs(
    'sandboxes',
    useCallback((sandbox) => {
      const { currentId } = useListStore.getState()
      const { name, status } = sandbox
      const isRunning = status === 'running'
      const isThere = status !== 'missing' && status !== 'unknown'
      const verb = (id: string, rest: Pick<Action, 'icon' | 'run'> & Partial<Action>, key?: KeyHint): Action => ({
        id: `sandbox.${id} ${sandbox.id}`,
        group: 'sandbox',
        title: t(`palette:verbs.${id}`, { name }),
        ...(key && sandbox.id === currentId && { key: { ...key, title: t(key.title) } }),
        ...rest
      })
      return [
        verb('open', { icon: PanelRight, run: () => does.navigate(`/sandboxes/${sandbox.id}`), command: `agentkernel info ${name}` }, keys.open),
        isRunning
          ? verb('stop', { icon: Square, run: () => void does.run(sandbox, 'stop'), command: `agentkernel stop ${name}` }, keys.toggle)
          : verb('start', { icon: Play, isEnabled: isThere, run: () => void does.run(sandbox, 'start'), command: `agentkernel start ${name}` }, keys.toggle),
        verb('shell', { icon: SquareTerminal, isEnabled: isRunning, run: () => void does.openTerminal(sandbox), command: `agentkernel attach ${name}` }, keys.shell),
        verb('restart', { icon: RotateCw, isEnabled: isRunning, run: () => void does.run(sandbox, 'restart'), command: `agentkernel restart ${name}` }),
        verb('recreate', { icon: CirclePlus, isEnabled: status === 'missing', run: () => void does.run(sandbox, 'recreate'), command: `agentkernel recreate ${name}` }),
        verb('rename', { icon: Pencil, isEnabled: isThere, run: () => useListStore.setState({ renaming: sandbox.id }), command: `agentkernel rename ${name} NEW-NAME` }),
        verb('duplicate', { icon: CopyPlus, isEnabled: isThere, run: () => askForChange('duplicate', sandbox.id), command: `agentkernel duplicate ${name} NEW-NAME` }),
        verb('update', { icon: SlidersHorizontal, isEnabled: isThere, run: () => askForChange('update', sandbox.id), command: `agentkernel update ${name}` }),
        verb('template', { icon: LayoutTemplate, run: () => askForTemplate({ kind: 'sandbox', sandbox }), command: `agentkernel templates save TEMPLATE --from ${name}` }),
        verb('copy_name', { icon: Copy, run: () => does.copy(name) }),
        verb('copy_attach', { icon: Copy, run: () => does.copy(`agentkernel attach ${name}`) }),
        verb('remove', { icon: Trash2, isDestructive: true, isEnabled: status !== 'unknown', run: () => useListStore.setState({ removing: sandbox.id }), command: toActionCommand('remove', sandbox) }, keys.remove)
      ]
    }, [t, does])
  )
}

/** The sandbox itself as something to choose in the palette. */
export function toOpenAction(sandbox: SandboxView, open: (id: string) => void): Action {
  return {
    id: `sandboxes.open ${sandbox.id}`,
    group: 'sandboxes',
    title: sandbox.name,
    note: sandbox.spec.image,
    sandboxId: sandbox.id,
    more: () => listVerbs(sandbox),
    keywords: [sandbox.backend],
    command: `agentkernel info ${sandbox.name}`,
    run: () => open(sandbox.id)
  }
}

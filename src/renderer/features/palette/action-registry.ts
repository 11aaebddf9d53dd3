import type { LucideIcon } from 'lucide-react'
import { useEffect } from 'react'
import { create } from 'zustand'
import type { SandboxView } from '#contract/sandbox'

/**
 * Every action of the window, once. A feature registers what it can do with `useActions` (and, for what is
 * done to one sandbox, `useSandboxVerbs`); the palette, the keys, the shortcut sheet and the application
 * menu all read it here, so that none of them can know an action that the others do not.
 */

/** What an action is about: the heading it stands below in the palette, `palette.groups` of the texts. */
export const actionGroups = ['here', 'sandbox', 'sandboxes', 'create', 'places', 'images', 'backends', 'appearance', 'settings', 'help', 'application'] as const
export type ActionGroup = (typeof actionGroups)[number]

/** Where a key works: the heading it stands below in the shortcut sheet, `shortcuts.groups` of the texts. */
export const keyPlaces = ['anywhere', 'list', 'sandbox', 'terminal'] as const
export type KeyPlace = (typeof keyPlaces)[number]

/** A key and what it is for, as the sheet shows it. */
export interface KeyHint {
  /** Each as in `keys.ts`: `N`, `Mod+K`, `Delete`. Any of them. */
  readonly keys: readonly string[]
  readonly place: KeyPlace
  /** In the sheet, where the action's own title would name a sandbox. */
  readonly title: string
}

export interface Action {
  /** Stable and unique: `places.images`, `sandbox.stop SANDBOX-ID`. */
  readonly id: string
  readonly group: ActionGroup
  /** In the reader's language, as a verb or the name of a place. */
  readonly title: string
  /** A quieter word behind the title, e.g. the image of a sandbox. */
  readonly note?: string
  readonly icon?: LucideIcon
  /** Other words that find it, in the reader's language or not. */
  readonly keywords?: readonly string[]
  /** The key that does the same. It works wherever nobody types; with Ctrl or Cmd also there. */
  readonly key?: KeyHint
  /** It opens this sandbox, whose status it shows. */
  readonly sandboxId?: string
  /** It stands for a thing, e.g. an image: the palette leads on to what else can be done with it. */
  readonly more?: () => readonly Action[]
  /** The `agentkernel` line that does the same, where there is one. */
  readonly command?: string
  /** False while it cannot be done: it is not offered, and its key does nothing. Default true. */
  readonly isEnabled?: boolean
  /** False for what makes no sense from within the palette: only its key and the menu do it. Default true. */
  readonly isListed?: boolean
  /** It destroys something: its `run` may only ask. The palette marks it, a test holds it to that. */
  readonly isDestructive?: boolean
  readonly run: () => void
}

/** What can be done with one sandbox now, most likely first. Called often: it only describes. */
export type SandboxVerbs = (sandbox: SandboxView) => readonly Action[]

interface ActionRegistry {
  readonly actions: Readonly<Record<string, readonly Action[]>>
  readonly verbs: Readonly<Record<string, SandboxVerbs>>
  readonly hints: Readonly<Record<string, readonly KeyHint[]>>
}

export const useActionRegistry = create<ActionRegistry>(() => ({ actions: {}, verbs: {}, hints: {} }))

type Part = keyof ActionRegistry

function put<P extends Part>(part: P, source: string, value: ActionRegistry[P][string]): () => void {
  const change = (next: Readonly<Record<string, unknown>>) => useActionRegistry.setState({ [part]: next } as unknown as ActionRegistry)
  change({ ...useActionRegistry.getState()[part], [source]: value })
  return () => {
    const { [source]: gone, ...rest } = useActionRegistry.getState()[part] as Record<string, unknown>
    // Another component may have taken the place meanwhile, e.g. the same one mounted anew.
    if (gone === value) change(rest)
  }
}

/** Registers actions while the component lives. `source` names the feature; `actions` has to be the same array until something changes (`useMemo`). */
export function useActions(source: string, actions: readonly Action[]): void {
  useEffect(() => put('actions', source, actions), [source, actions])
}

/** Registers what can be done with any one sandbox; the same function until something changes (`useCallback`). */
export function useSandboxVerbs(source: string, verbs: SandboxVerbs): void {
  useEffect(() => put('verbs', source, verbs), [source, verbs])
}

/** Tells the shortcut sheet of keys that are no actions, e.g. those that move in a list; the same array until something changes. */
export function useKeyHints(source: string, hints: readonly KeyHint[]): void {
  useEffect(() => put('hints', source, hints), [source, hints])
}

/** Everything that is registered now, enabled or not. */
export function listActions(): Action[] {
  return Object.values(useActionRegistry.getState().actions).flat()
}

/** What can be done with this sandbox now, by every feature that knows of something. */
export function listVerbs(sandbox: SandboxView): Action[] {
  return Object.values(useActionRegistry.getState().verbs).flatMap((verbs) => [...verbs(sandbox)])
}

/** Does an action by its id, as a menu does; false when it is not there or cannot be done now. */
export function runAction(id: string): boolean {
  const action = listActions().find((each) => each.id === id)
  if (!action || action.isEnabled === false) return false
  action.run()
  return true
}

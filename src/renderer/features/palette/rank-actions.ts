import { defaultFilter } from 'cmdk'
import type { SandboxView } from '#contract/sandbox'
import { actionGroups, type Action, type ActionGroup, type SandboxVerbs } from './action-registry'

/** More than this nobody reads; the next letter narrows it. */
const shownAtMost = 40
/** So many sandboxes have their verbs looked at for one query: a thousand sandboxes have ten thousand verbs. */
const sandboxesLookedAt = 24

/** Letters that are strewn over a long title fit it by chance. */
const faintest = 0.002
const faintestOfBest = 0.02

export interface PaletteSources {
  readonly actions: readonly Action[]
  readonly sandboxes: readonly SandboxView[]
  /** The sandbox whose detail is open or whose row is current. */
  readonly current: SandboxView | undefined
  readonly verbs: SandboxVerbs
  readonly openSandbox: (sandbox: SandboxView) => Action
}

export interface ActionSection {
  /** Null: best matches, whatever they are about. */
  readonly group: ActionGroup | null
  readonly actions: readonly Action[]
}

const isOffered = (action: Action): boolean => action.isEnabled !== false && action.isListed !== false

/** Of things of one kind, before anything is typed. */
const thingsShown = 5

/** What the palette shows before anything is typed: what can be done here, then the sandboxes, then the rest by group. */
export function listSections({ actions, sandboxes, current, verbs, openSandbox }: PaletteSources): ActionSection[] {
  const all = [...(current ? verbs(current) : []), ...sandboxes.slice(0, thingsShown).map(openSandbox), ...actions].filter(isOffered)
  return actionGroups.map((group) => ({ group, actions: withFewThings(all.filter((action) => action.group === group)) })).filter((section) => section.actions.length > 0)
}

function withFewThings(actions: readonly Action[]): Action[] {
  const things = new Set(actions.filter(({ more }) => more).slice(0, thingsShown))
  return actions.filter((action) => !action.more || things.has(action))
}

function score(action: Action, query: string): number {
  // A sandbox comes before what is done to it, and what destroys after what does not, where both fit as well.
  const weight = (action.group === 'sandbox' ? 0.95 : 1) * (action.isDestructive ? 0.9 : 1)
  return defaultFilter(action.title, query, [...(action.keywords ?? []), ...(action.note === undefined ? [] : [action.note])]) * weight
}

/** The sandboxes whose verbs are looked at: those that a word of the query may mean, then any. */
function guessSandboxes(sandboxes: readonly SandboxView[], query: string): SandboxView[] {
  const words = query.split(/\s+/).filter((word) => word.length > 0)
  const scored = sandboxes.map((sandbox) => ({ sandbox, value: Math.max(0, ...words.map((word) => defaultFilter(sandbox.name, word))) }))
  return scored
    .toSorted((first, second) => second.value - first.value)
    .slice(0, sandboxesLookedAt)
    .map(({ sandbox }) => sandbox)
}

/** What fits the query, best first: actions, sandboxes, and the verbs of the sandboxes it may mean. */
export function rankActions({ actions, sandboxes, current, verbs, openSandbox }: PaletteSources, query: string): ActionSection[] {
  const trimmed = query.trim()
  const guessed = guessSandboxes(sandboxes, trimmed)
  const withVerbs = current && !guessed.includes(current) ? [current, ...guessed] : guessed
  const candidates = [...actions, ...actions.flatMap(({ more }) => more?.() ?? []), ...guessed.map(openSandbox), ...withVerbs.flatMap((sandbox) => [...verbs(sandbox)])].filter(isOffered)
  const found = candidates
    .map((action) => ({ action, value: score(action, trimmed) }))
    .toSorted((first, second) => second.value - first.value)
    .slice(0, shownAtMost)
    .filter(({ value }, _index, [best]) => value > faintest && value > (best?.value ?? 0) * faintestOfBest)
  return found.length > 0 ? [{ group: null, actions: found.map(({ action }) => action) }] : []
}

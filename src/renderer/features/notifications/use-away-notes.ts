import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../ui/api-context'
import { useDocumentVisible } from '../../ui/use-document-visible'
import { useSandboxList } from '../sandboxes/sandbox-list-cache'
import { addNotes } from './notes-store'
import { summariseAway, type Remembered } from './summarise-away'
import { joinNotes, summariseWork } from './summarise-work'

/** How long after the window is back the list may still be the old one. */
const settlesMs = 1500
/** Work that ended meanwhile began at most so long before. */
const longestWorkMs = 6 * 3_600_000

/** What was there when the window went out of sight. */
interface Leaving {
  /** Undefined: not known yet. */
  readonly sandboxes?: readonly Remembered[] | undefined
  readonly atMs: number
}

const storageKey = 'left'

/** Notices what became of the sandboxes while the window was hidden or closed, and what work ended meanwhile. */
export function useAwayNotes(): void {
  const api = useApi()
  const isVisible = useDocumentVisible()
  const sandboxes = useSandboxList()?.sandboxes
  const isKnown = sandboxes !== undefined
  const latest = useRef(sandboxes)
  const [left] = useState(readLeaving)
  const before = useRef(left)
  useEffect(() => {
    latest.current = sandboxes
  }, [sandboxes])
  useEffect(() => {
    const keep = () => keepLeaving(before.current ?? { sandboxes: latest.current, atMs: Date.now() })
    addEventListener('pagehide', keep)
    return () => removeEventListener('pagehide', keep)
  }, [])
  useEffect(() => {
    if (!isVisible) {
      before.current ??= { sandboxes: latest.current, atMs: Date.now() }
      return undefined
    }
    if (!isKnown) return undefined
    const timer = setTimeout(() => {
      const left = before.current
      before.current = null
      if (!left) return
      const sandboxNotes = left.sandboxes && latest.current ? summariseAway(left.sandboxes, latest.current, new Date().toISOString()) : []
      const since = new Date(left.atMs - longestWorkMs).toISOString()
      api.activity.list({ since, actors: ['window', 'tray'], limit: 500 }).then(
        ({ entries }) => addNotes(joinNotes(summariseWork(entries, left.atMs), sandboxNotes)),
        // The connection's own state is shown by the shell.
        () => addNotes(sandboxNotes)
      )
    }, settlesMs)
    return () => clearTimeout(timer)
  }, [api, isVisible, isKnown])
}

/** Of the window that was closed last; null for the very first one. */
function readLeaving(): Leaving | null {
  return JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Leaving | null
}

function keepLeaving({ sandboxes, atMs }: Leaving): void {
  const remembered = sandboxes?.map(({ id, name, lastKnownStatus }): Remembered => ({ id, name, lastKnownStatus }))
  localStorage.setItem(storageKey, JSON.stringify({ sandboxes: remembered, atMs } satisfies Leaving))
}

import { useEffect, useRef } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { useDocumentVisible } from '../../ui/use-document-visible'
import { useSandboxList } from '../sandboxes/sandbox-list-cache'
import { addNotes } from './notes-store'
import { summariseAway } from './summarise-away'
import { joinNotes, summariseWork } from './summarise-work'

/** How long after the window is back the list may still be the old one. */
const settlesMs = 1500
/** Work that ended meanwhile began at most so long before. */
const longestWorkMs = 6 * 3_600_000

/** What was there when the window went out of sight. */
interface Leaving {
  /** Undefined: not known yet. */
  readonly sandboxes: readonly SandboxView[] | undefined
  readonly atMs: number
}

/** Notices what became of the sandboxes while the window was hidden, and what work ended meanwhile. */
export function useAwayNotes(): void {
  const api = useApi()
  const isVisible = useDocumentVisible()
  const sandboxes = useSandboxList()?.sandboxes
  const latest = useRef(sandboxes)
  const before = useRef<Leaving | null>(null)
  useEffect(() => {
    latest.current = sandboxes
  }, [sandboxes])
  useEffect(() => {
    if (!isVisible) {
      before.current ??= { sandboxes: latest.current, atMs: Date.now() }
      return undefined
    }
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
  }, [api, isVisible])
}

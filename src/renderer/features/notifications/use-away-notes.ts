import { useEffect, useRef } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { useDocumentVisible } from '../../ui/use-document-visible'
import { useSandboxList } from '../sandboxes/sandbox-list-cache'
import { addNotes } from './notes-store'
import { summariseAway } from './summarise-away'

/** How long after the window is back the list may still be the old one. */
const settlesMs = 1500

/** Notices what became of the sandboxes while the window was hidden. */
export function useAwayNotes(): void {
  const isVisible = useDocumentVisible()
  const sandboxes = useSandboxList()?.sandboxes
  const latest = useRef(sandboxes)
  const before = useRef<readonly SandboxView[] | null>(null)
  useEffect(() => {
    latest.current = sandboxes
  }, [sandboxes])
  useEffect(() => {
    if (!isVisible) {
      before.current ??= latest.current ?? null
      return undefined
    }
    const timer = setTimeout(() => {
      if (before.current && latest.current) addNotes(summariseAway(before.current, latest.current, new Date().toISOString()))
      before.current = null
    }, settlesMs)
    return () => clearTimeout(timer)
  }, [isVisible])
}

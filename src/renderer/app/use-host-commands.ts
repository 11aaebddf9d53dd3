import { useEffect } from 'react'
import type { WindowCommand } from '#contract/window-api'
import { runAction } from '../features/palette/action-registry'
import { useApi } from '../ui/api-context'
import { useDocumentVisible } from '../ui/use-document-visible'

/** What the application menu means by its commands: the ids of registered actions. */
const actions: Readonly<Partial<Record<WindowCommand, string>>> = {
  'create-sandbox': 'create.sandbox',
  'focus-search': 'list.search',
  'open-palette': 'help.palette',
  'show-shortcuts': 'help.shortcuts',
  'open-terminal': 'window.terminals',
  'show-sandboxes': 'places.sandboxes',
  'show-backends': 'places.backends'
}

/** Does what is chosen in the application menu, and tells the host whether anybody looks. */
export function useHostCommands(): void {
  const api = useApi()
  const isVisible = useDocumentVisible()
  useEffect(() => {
    const abort = new AbortController()
    const read = async () => {
      try {
        for await (const { command } of api.host.commands({}, { signal: abort.signal })) runAction(actions[command] ?? command)
      } catch {
        // Without a host nobody chooses; the shell shows that the connection is lost.
      }
    }
    void read()
    return () => abort.abort()
  }, [api])
  useEffect(() => {
    void api.host.setVisibility({ isVisible }).catch(() => undefined)
  }, [api, isVisible])
}

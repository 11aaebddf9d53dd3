import { useEffect } from 'react'
import { useLocation } from 'wouter'
import type { WindowCommand } from '#contract/window-api'
import { openCreate } from '../features/create/create-store'
import { useTerminalStore } from '../features/terminals/terminal-store'
import { useApi } from '../ui/api-context'
import { useDocumentVisible } from '../ui/use-document-visible'
import { searchFieldId } from './search-field'

/** Does what is chosen in the application menu, and tells the host whether anybody looks. */
export function useHostCommands(): void {
  const api = useApi()
  const [, navigate] = useLocation()
  const isVisible = useDocumentVisible()
  useEffect(() => {
    const commands: Record<WindowCommand, () => void> = {
      'create-sandbox': () => openCreate(),
      'focus-search': () => document.querySelector<HTMLInputElement>(`#${searchFieldId}`)?.focus(),
      'open-terminal': () => useTerminalStore.setState({ isShown: true }),
      'show-sandboxes': () => navigate('/sandboxes'),
      'show-backends': () => navigate('/backends')
    }
    const abort = new AbortController()
    const read = async () => {
      try {
        for await (const { command } of api.host.commands({}, { signal: abort.signal })) commands[command]()
      } catch {
        // Without a host nobody chooses; the shell shows that the connection is lost.
      }
    }
    void read()
    return () => abort.abort()
  }, [api, navigate])
  useEffect(() => {
    void api.host.setVisibility({ isVisible }).catch(() => undefined)
  }, [api, isVisible])
}

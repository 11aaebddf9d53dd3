import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { WindowCommand, WindowRequest } from '#contract/window-api'
import { listVerbs, runAction } from '../features/palette/action-registry'
import { useSandboxList } from '../features/sandboxes/sandbox-list-cache'
import { showTerminal } from '../features/terminals/attention-store'
import { useApi } from '../ui/api-context'
import { useDocumentVisible } from '../ui/use-document-visible'

/** What the application menu means by its commands: the ids of registered actions. */
const actions: Readonly<Partial<Record<WindowCommand, string>>> = {
  'create-sandbox': 'create.sandbox',
  'quick-run': 'places.run',
  'focus-search': 'list.search',
  'open-palette': 'help.palette',
  'show-shortcuts': 'help.shortcuts',
  'open-terminal': 'window.terminals',
  'show-sandboxes': 'places.sandboxes',
  'show-images': 'places.images',
  'show-backends': 'places.backends',
  'show-activity': 'places.activity',
  'show-settings': 'places.settings',
  'show-help': 'places.help'
}

/** What the tray and links mean by a command about one sandbox: its verbs. */
const verbs: Readonly<Partial<Record<WindowCommand, string>>> = { 'open-terminal': 'shell', 'remove-sandbox': 'remove', 'open-logs': 'logs' }

/** Does what is chosen in the application menu, the tray or by a link, and tells the host whether anybody looks. */
export function useHostCommands(): void {
  const api = useApi()
  const isVisible = useDocumentVisible()
  const [request, setRequest] = useState<WindowRequest | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    const read = async () => {
      try {
        for await (const next of api.host.commands({}, { signal: abort.signal })) setRequest(next)
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
  useRequest(request)
}

/** One about a sandbox waits for the list: a link may have opened the window just now. */
function useRequest(request: WindowRequest | null): void {
  const [, navigate] = useLocation()
  const sandboxes = useSandboxList()?.sandboxes
  const done = useRef<WindowRequest | null>(null)
  useEffect(() => {
    if (!request || request === done.current) return
    const { command, sandbox: id, terminal } = request
    if (terminal !== undefined) showTerminal(terminal)
    else if (id === undefined) runAction(actions[command] ?? command)
    else {
      navigate(`/sandboxes/${id}`)
      const sandbox = sandboxes?.find((each) => each.id === id)
      if (!sandboxes) return
      const verb = sandbox && verbs[command] !== undefined ? listVerbs(sandbox).find((each) => each.id === `sandbox.${verbs[command]} ${id}`) : undefined
      if (verb && verb.isEnabled !== false) verb.run()
    }
    done.current = request
  }, [request, sandboxes, navigate])
}

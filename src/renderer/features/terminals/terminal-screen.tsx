import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TerminalView } from '#contract/terminal'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { useText } from '../../ui/use-text'
import { useSandbox } from '../sandboxes/sandbox-list-cache'
import { useSettings } from '../settings/use-settings'
import { enterView } from './attention-store'
import { ensureSession } from './ensure-session'
import type { TerminalEnd } from './terminal-session'
import { findSession } from './terminal-sessions'
import { TerminalSearch } from './terminal-search'
import { useTerminalStore } from './terminal-store'
import { useCloseTerminal, useOpenTerminal } from './use-open-terminal'

/** The screen of one shell, with the focus; the search in it, and how it ended, when it did. */
export function TerminalScreen({ view }: { readonly view: TerminalView }) {
  const api = useApi()
  const settings = useSettings()
  const isReady = settings !== undefined
  const firstSettings = useRef(settings)
  firstSettings.current ??= settings
  const place = useRef<HTMLDivElement>(null)
  const seen = useTerminalStore((state) => state.ends[view.id])
  const isSearching = useTerminalStore((state) => state.isSearching)
  const end = seen ?? (view.hasEnded ? { exitCode: view.exitCode, error: view.error } : undefined)
  useEffect(() => {
    const container = place.current
    const kept = firstSettings.current
    if (!container || !isReady || !kept) return undefined
    const session = ensureSession(api, view.id, kept)
    const unmount = session.mount(container)
    session.terminal.focus()
    return unmount
  }, [api, view.id, isReady])
  useEffect(() => enterView(view.id), [view.id])
  useEffect(() => {
    if (settings) findSession(view.id)?.apply(settings)
  }, [view.id, settings])
  return (
    <>
      {isSearching && <TerminalSearch id={view.id} />}
      <div ref={place} data-terminal={view.id} className="min-h-0 grow overflow-hidden py-2 pl-3" />
      {end && <EndBar view={view} end={end} />}
    </>
  )
}

function EndBar({ view, end }: { readonly view: TerminalView; readonly end: TerminalEnd }) {
  const { t } = useTranslation()
  const text = useText()
  const open = useOpenTerminal()
  const close = useCloseTerminal()
  const sandbox = useSandbox(view.sandboxId)
  const what = end.error ? renderError(text, end.error) : end.exitCode === null ? t('terminal.ended') : t('terminal.ended_with', { code: end.exitCode })
  return (
    <div role="status" className="flex shrink-0 items-center gap-2 border-t border-line bg-canvas px-3 py-1.5">
      <span className="min-w-0 grow truncate text-muted">
        {what} {end.reason}
      </span>
      {sandbox?.status === 'running' && (
        <Button
          size="small"
          onClick={() => {
            close(view.id)
            void open(sandbox)
          }}
        >
          {t('terminal.again')}
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={() => close(view.id)}>
        {t('actions.close')}
      </Button>
    </div>
  )
}

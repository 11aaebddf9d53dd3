import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { useTellFailure } from '../problems/use-tell-failure'
import { findSession } from './terminal-sessions'
import { parseTerminalLink } from './terminal-link'
import { useTerminalStore } from './terminal-store'

/** What a terminal asks before it goes on: several lines to paste, a link that leads outside. */
export function TerminalDialogs() {
  return (
    <>
      <PasteDialog />
      <LinkDialog />
    </>
  )
}

const shownLines = 8

function PasteDialog() {
  const { t } = useTranslation()
  const paste = useTerminalStore((state) => state.paste)
  const lines = paste?.text.replace(/\n$/, '').split('\n') ?? []
  const finish = (isWanted: boolean) => {
    const session = paste ? findSession(paste.id) : undefined
    useTerminalStore.setState({ paste: null })
    if (isWanted && paste) session?.paste(paste.text)
    // The dialog gives the focus back to where it was before; a terminal has to be asked.
    requestAnimationFrame(() => session?.terminal.focus())
  }
  return (
    <ConfirmDialog isOpen={paste !== null} tone="primary" title={t('terminal.paste_title', { count: lines.length })} verb={t('terminal.paste_verb')} onCancel={() => finish(false)} onConfirm={() => finish(true)}>
      <p>{t('terminal.paste_meaning')}</p>
      <pre className="mt-3 max-h-48 overflow-auto rounded-md border border-line bg-sunken p-2.5 text-small text-text">
        {lines.slice(0, shownLines).join('\n')}
        {lines.length > shownLines && `\n${t('terminal.paste_more', { count: lines.length - shownLines })}`}
      </pre>
    </ConfirmDialog>
  )
}

/** The host asks before it opens an https link, with the host name in full. Others are shown to be copied, never opened. */
function LinkDialog() {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const link = useTerminalStore((state) => state.link)
  const target = link === null ? null : parseTerminalLink(link)
  const isOpenable = target?.isSecure === true
  useEffect(() => {
    if (!isOpenable) return
    useTerminalStore.setState({ link: null })
    void api.host.openExternal({ url: target.url }).catch((thrown: unknown) => tellFailure(t('problems.not_opened', { what: target.host }), thrown))
  }, [api, isOpenable, target, t, tellFailure])
  const close = () => useTerminalStore.setState({ link: null })
  if (target === null || isOpenable) return null
  const copy = () => {
    void api.host.copyText({ text: target.url }).catch((thrown: unknown) => tellFailure(t('problems.not_copied'), thrown))
    close()
  }
  return (
    <ConfirmDialog isOpen tone="primary" title={t('terminal.link_title', { host: target.host })} verb={t('terminal.link_copy')} onCancel={close} onConfirm={copy}>
      <p>{t('terminal.link_meaning')}</p>
      <CommandLine command={target.url} className="mt-3" />
    </ConfirmDialog>
  )
}

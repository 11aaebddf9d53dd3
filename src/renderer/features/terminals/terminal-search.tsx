import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button'
import { findSession } from './terminal-sessions'
import { useTerminalStore } from './terminal-store'

/** Finds text in the screen and what has scrolled away. */
export function TerminalSearch({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [result, setResult] = useState({ index: -1, count: 0 })
  const input = useRef<HTMLInputElement>(null)
  const search = findSession(id)?.search
  useEffect(() => {
    input.current?.focus()
    const listener = search?.onDidChangeResults(({ resultIndex, resultCount }) => setResult({ index: resultIndex, count: resultCount }))
    return () => {
      listener?.dispose()
      search?.clearDecorations()
    }
  }, [search])
  const decorations = { matchOverviewRuler: 'transparent', activeMatchColorOverviewRuler: 'transparent', matchBackground: '#7c6df2', activeMatchBackground: '#5b46d6' }
  const find = (text: string, isBackward = false) => {
    if (text === '') search?.clearDecorations()
    else if (isBackward) search?.findPrevious(text, { decorations })
    else search?.findNext(text, { decorations, incremental: text !== query })
  }
  const close = () => {
    useTerminalStore.setState({ isSearching: false })
    findSession(id)?.terminal.focus()
  }
  return (
    <div role="search" className="absolute top-2 right-4 z-10 flex items-center gap-0.5 rounded-lg bg-raised p-1 shadow-float">
      <input
        ref={input}
        data-terminal-search
        value={query}
        aria-label={t('terminal.find')}
        placeholder={t('terminal.find')}
        className="h-6 w-48 rounded-sm bg-transparent px-2 outline-none"
        onChange={(event) => {
          setQuery(event.target.value)
          find(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(query, event.shiftKey)
          if (event.key === 'Escape') close()
        }}
      />
      <span aria-live="polite" className="tabular min-w-14 text-right text-small text-muted">
        {query !== '' && (result.count === 0 ? t('terminal.nothing') : t('terminal.found', { index: result.index + 1, count: result.count }))}
      </span>
      <IconButton icon={ArrowUp} label={t('terminal.previous')} onClick={() => find(query, true)} className="size-6 [&>svg]:size-3.5" />
      <IconButton icon={ArrowDown} label={t('terminal.next')} onClick={() => find(query)} className="size-6 [&>svg]:size-3.5" />
      <IconButton icon={X} label={t('actions.close')} onClick={close} className="size-6 [&>svg]:size-3.5" />
    </div>
  )
}

import { PanelBottom, Plus, X } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import type { TerminalView } from '#contract/terminal'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { CommandLine } from '../../ui/command-line'
import { EmptyState } from '../../ui/empty-state'
import { IconButton } from '../../ui/icon-button'
import { toShellCommand } from '../sandboxes/command-lines'
import { useActionStore, useSandboxActions } from '../sandboxes/sandbox-actions'
import { TabAttention } from './attention-mark'
import { useTerminalStore } from './terminal-store'
import { useCloseTerminal, useOpenTerminal } from './use-open-terminal'

const LazyScreen = lazy(() => import('./terminal-screen').then(({ TerminalScreen }) => ({ default: TerminalScreen })))
const LazyDialogs = lazy(() => import('./terminal-dialogs').then(({ TerminalDialogs }) => ({ default: TerminalDialogs })))

/** The shells of one sandbox in its detail. A shell has one screen: while the panel shows, it is there. */
export function TerminalsView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { tabs, isShown } = useTerminalStore()
  const openTerminal = useOpenTerminal()
  const own = tabs.filter((tab) => tab.sandboxId === sandbox.id)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const newest = useTerminalStore((state) => state.activeId)
  const active = own.find((tab) => tab.id === chosenId) ?? own.find((tab) => tab.id === newest) ?? own.at(-1)
  useEffect(() => {
    useTerminalStore.setState({ hostedBy: sandbox.id, isShown: false, isFilling: false })
    return () => {
      useTerminalStore.setState({ hostedBy: null })
    }
  }, [sandbox.id])
  if (own.length === 0) return <NoShell sandbox={sandbox} />
  return (
    <div className="flex min-h-0 grow flex-col">
      <div role="toolbar" aria-label={t('terminal.tabs')} className="flex h-10 shrink-0 items-center gap-1 border-b border-line px-3">
        {own.map((tab, index) => (
          <ShellTab key={tab.id} tab={tab} number={index + 1} isActive={tab === active} onChoose={() => setChosenId(tab.id)} />
        ))}
        <IconButton icon={Plus} label={t('detail:terminals.new')} command={toShellCommand(sandbox.name)} disabled={sandbox.status !== 'running'} onClick={() => {
          setChosenId(null)
          void openTerminal(sandbox)
        }} />
        <div className="grow" />
        <IconButton icon={PanelBottom} label={t('detail:terminals.dock')} onClick={() => useTerminalStore.setState({ isShown: true, ...(active && { activeId: active.id }) })} />
      </div>
      {isShown ? (
        <EmptyState title={t('detail:terminals.elsewhere')} actions={<Button onClick={() => useTerminalStore.setState({ isShown: false, isFilling: false })}>{t('detail:terminals.here')}</Button>} />
      ) : (
        <Suspense fallback={<div className="grow bg-terminal" />}>
          <div className="relative flex min-h-0 grow flex-col bg-terminal">{active && <LazyScreen key={active.id} view={active} />}</div>
          <LazyDialogs />
        </Suspense>
      )}
    </div>
  )
}

interface ShellTabProps {
  readonly tab: TerminalView
  readonly number: number
  readonly isActive: boolean
  readonly onChoose: () => void
}

function ShellTab({ tab, number, isActive, onChoose }: ShellTabProps) {
  const { t } = useTranslation()
  const close = useCloseTerminal()
  const title = useTerminalStore((state) => state.titles[tab.id]) ?? tab.title
  const hasEnded = useTerminalStore((state) => state.ends[tab.id] !== undefined) || tab.hasEnded
  const name = `${title === '' ? t('detail:terminals.shell') : title} ${number}`
  return (
    <span className={classNames('group/shell flex h-7 max-w-48 min-w-0 items-center rounded-md', isActive ? 'bg-pressed text-text' : 'text-muted hover:bg-hover', hasEnded && 'opacity-60')}>
      <button type="button" aria-pressed={isActive} onClick={onChoose} className="flex h-full min-w-0 items-center gap-2 rounded-md pr-1 pl-2.5">
        <span className="truncate">{name}</span>
        <TabAttention id={tab.id} />
      </button>
      <IconButton icon={X} label={t('terminal.close', { name })} onClick={() => close(tab.id)} className="size-6 [&>svg]:size-3.5" />
    </span>
  )
}

function NoShell({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const openTerminal = useOpenTerminal()
  const run = useSandboxActions()
  const isBusy = useActionStore((state) => state.pending[sandbox.id] !== undefined)
  const isRunning = sandbox.status === 'running'
  const startAndOpen = async () => {
    if (await run(sandbox, 'start')) await openTerminal(sandbox)
  }
  return (
    <EmptyState
      title={t(isRunning ? 'detail:terminals.none' : 'detail:terminals.not_running')}
      actions={
        isRunning ? (
          <Button tone="primary" onClick={() => void openTerminal(sandbox)}>
            {t('actions.shell')}
          </Button>
        ) : (
          <Button tone="primary" isPending={isBusy} disabled={isBusy || sandbox.status === 'missing' || sandbox.status === 'unknown'} onClick={() => void startAndOpen()}>
            {t('detail:terminals.start')}
          </Button>
        )
      }
    >
      <CommandLine command={toShellCommand(sandbox.name)} className="mt-3 min-w-72 text-left" />
    </EmptyState>
  )
}

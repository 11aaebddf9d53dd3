import { useQuery } from '@tanstack/react-query'
import { Braces, ChartLine, Code, Copy, Files, FolderOpen, GitPullRequestArrow, History, Info, Pin, PinOff, ScrollText, Terminal, Unlink, Wrench, type LucideIcon } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../ui/api-context'
import { useCopy } from '../../ui/use-copy'
import { useSandboxVerbs, type Action } from '../palette/action-registry'
import { usePaletteStore } from '../palette/palette-store'
import { useTellFailure } from '../problems/use-tell-failure'
import { listTabs, useDetailStore, type DetailTab } from '../sandbox-detail/detail-store'
import { toActionCommand, toOpenCommand, toPinCommand, toShellCommand } from './command-lines'
import { useSandboxActions } from './sandbox-actions'
import { canOpenInEditor, hasFolder } from './sandbox-folder'
import { useSetPinned } from './use-pins'

const icons: Record<DetailTab, LucideIcon> = { overview: Info, terminals: Terminal, logs: ScrollText, files: Files, review: GitPullRequestArrow, usage: ChartLine, activity: History, record: Braces }

/** The lines that tell the same. */
const lines: Record<DetailTab, (name: string) => string> = {
  overview: (name) => `agentkernel info ${name}`,
  terminals: toShellCommand,
  logs: (name) => `agentkernel logs ${name}`,
  files: (name) => `agentkernel files list ${name}:/`,
  review: (name) => `agentkernel diff ${name}`,
  usage: (name) => `agentkernel stats ${name}`,
  activity: (name) => `agentkernel activity --sandbox ${name}`,
  record: (name) => `agentkernel info ${name} --json`
}

/** What the menus and the detail of a sandbox offer beside its life: its parts, its pin, its folder. */
export function useMoreSandboxVerbs(): void {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const setPinned = useSetPinned()
  const run = useSandboxActions()
  const { copy } = useCopy()
  const isPaletteShown = usePaletteStore(({ shown }) => shown === 'palette')
  const { data: editors } = useQuery({ queryKey: ['editors'], queryFn: ({ signal }) => api.host.editors({}, { signal }), enabled: isPaletteShown, staleTime: 60_000 })
  useSandboxVerbs(
    'sandboxes.more',
    useCallback((sandbox) => {
      const { id, name, status, isPinned, spec, setUp } = sandbox
      const verb = (key: string, rest: Pick<Action, 'icon' | 'run'> & Partial<Action>): Action => ({ id: `sandbox.${key} ${id}`, group: 'sandbox', title: t(`palette:verbs.${key}`, { name }), ...rest })
      const attempt = (title: string, work: () => Promise<unknown>) => () => void work().catch((thrown: unknown) => tellFailure(title, thrown))
      const show = (tab: DetailTab) => () => {
        navigate(`/sandboxes/${id}`)
        useDetailStore.setState({ tab })
      }
      return [
        ...listTabs(sandbox).map((tab) => verb(tab, { icon: icons[tab], run: show(tab), command: lines[tab](name) })),
        verb(isPinned ? 'unpin' : 'pin', { icon: isPinned ? PinOff : Pin, run: () => setPinned([id], !isPinned), command: toPinCommand(sandbox) }),
        verb('set_up', { icon: Wrench, isEnabled: setUp?.state === 'failed' && status === 'running', command: `${toActionCommand('start', sandbox)} --set-up`, run: attempt(t('palette:verbs.set_up', { name }), () => api.sandboxes.setUp({ sandbox: id })) }),
        verb('folder', { icon: FolderOpen, isEnabled: hasFolder(sandbox), command: toOpenCommand(name), run: attempt(t('detail:not_opened'), () => api.host.openFolder({ sandbox: id })) }),
        ...(canOpenInEditor(sandbox) ? (editors ?? []) : []).map((editor): Action => ({ ...verb('editor', { icon: Code, run: attempt(t('detail:not_opened'), () => api.host.openInEditor({ sandbox: id, editor: editor.id })) }), id: `sandbox.editor.${editor.id} ${id}`, command: toOpenCommand(name, editor.id), title: t('palette:verbs.editor', { name, editor: editor.title }) })),
        verb('copy_image', { icon: Copy, run: () => copy(spec.image) }),
        verb('forget', { icon: Unlink, isEnabled: status === 'missing' || status === 'unknown', run: () => void run(sandbox, 'forget'), command: `agentkernel forget ${name}` })
      ]
    }, [api, t, navigate, tellFailure, setPinned, run, copy, editors])
  )
}

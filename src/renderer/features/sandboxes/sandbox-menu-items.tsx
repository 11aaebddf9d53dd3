import { useQuery } from '@tanstack/react-query'
import { CirclePlus, Code, Copy, CopyPlus, FolderOpen, LayoutTemplate, Pencil, Pin, PinOff, Play, RotateCw, SlidersHorizontal, Square, SquareTerminal, Terminal, Trash2, Unlink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { MenuItem, MenuSeparator, Submenu } from '../../ui/menu'
import { useCopy } from '../../ui/use-copy'
import { useTellFailure } from '../problems/use-tell-failure'
import { askForChange } from '../change/change-store'
import { askForTemplate } from '../templates/template-store'
import { useOpenTerminal } from '../terminals/use-open-terminal'
import { toCommandLines } from './command-lines'
import { useListStore } from './list-store'
import { useActionStore, useSandboxActions, type SandboxAction } from './sandbox-actions'
import { canOpenInEditor, hasFolder } from './sandbox-folder'
import { usePins, useSetPinned } from './use-pins'

/** Everything that can be done with one sandbox: the same in the row's menu, on right-click and in the detail. */
export function SandboxMenuItems({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const setPinned = useSetPinned()
  const isPinned = usePins().has(sandbox.id)
  const isGone = sandbox.status === 'missing' || sandbox.status === 'unknown'
  return (
    <>
      <LifeItems sandbox={sandbox} />
      <MenuSeparator />
      <MenuItem icon={isPinned ? PinOff : Pin} onSelect={() => setPinned([sandbox.id], !isPinned)}>
        {t(isPinned ? 'sandboxes:pins.unpin' : 'sandboxes:pins.pin')}
      </MenuItem>
      <MenuItem icon={Pencil} isDisabled={isGone} onSelect={() => useListStore.setState({ renaming: sandbox.id })}>
        {t('actions.rename')}
      </MenuItem>
      <MenuItem icon={CopyPlus} isDisabled={isGone} onSelect={() => askForChange('duplicate', sandbox.id)}>
        {t('change:menu.duplicate')}
      </MenuItem>
      <MenuItem icon={SlidersHorizontal} isDisabled={isGone} onSelect={() => askForChange('update', sandbox.id)}>
        {t('change:menu.update')}
      </MenuItem>
      <MenuItem icon={LayoutTemplate} onSelect={() => askForTemplate({ kind: 'sandbox', sandbox })}>
        {t('templates:menu')}
      </MenuItem>
      <FolderItems sandbox={sandbox} />
      <MenuSeparator />
      <CopyItems sandbox={sandbox} />
      <MenuSeparator />
      <EndItems sandbox={sandbox} isGone={isGone} />
    </>
  )
}

function LifeItems({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const openTerminal = useOpenTerminal()
  const isBusy = useActionStore((state) => state.pending[sandbox.id] !== undefined)
  const isRunning = sandbox.status === 'running'
  const act = (action: SandboxAction) => () => void run(sandbox, action)
  if (sandbox.status === 'missing')
    return (
      <MenuItem icon={CirclePlus} isDisabled={isBusy} onSelect={act('recreate')}>
        {t('actions.recreate')}
      </MenuItem>
    )
  return (
    <>
      {isRunning ? (
        <MenuItem icon={Square} shortcut="S" isDisabled={isBusy} onSelect={act('stop')}>
          {t('actions.stop')}
        </MenuItem>
      ) : (
        <MenuItem icon={Play} shortcut="S" isDisabled={isBusy || sandbox.status === 'unknown'} onSelect={act('start')}>
          {t('actions.start')}
        </MenuItem>
      )}
      <MenuItem icon={RotateCw} isDisabled={isBusy || !isRunning} onSelect={act('restart')}>
        {t('actions.restart')}
      </MenuItem>
      <MenuItem icon={SquareTerminal} shortcut="T" isDisabled={isBusy || !isRunning} onSelect={() => void openTerminal(sandbox)}>
        {t('actions.shell')}
      </MenuItem>
    </>
  )
}

/** The folder on this machine that it was made from, where there is one, and the editors that open it. */
function FolderItems({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const canEdit = canOpenInEditor(sandbox)
  const { data: editors = [] } = useQuery({ queryKey: ['editors'], queryFn: ({ signal }) => api.host.editors({}, { signal }), enabled: canEdit, staleTime: 60_000 })
  if (!hasFolder(sandbox) && (!canEdit || editors.length === 0)) return null
  const tell = (work: Promise<unknown>) =>
    void work.catch((thrown: unknown) => tellFailure(t('detail:not_opened'), thrown))
  return (
    <>
      <MenuSeparator />
      {editors.map((editor) => (
        <MenuItem key={editor.id} icon={Code} onSelect={() => tell(api.host.openInEditor({ sandbox: sandbox.id, editor: editor.id }))}>
          {t('detail:editor', { editor: editor.title })}
        </MenuItem>
      ))}
      {hasFolder(sandbox) && (
        <MenuItem icon={FolderOpen} onSelect={() => tell(api.host.openFolder({ sandbox: sandbox.id }))}>
          {t('detail:folder')}
        </MenuItem>
      )}
    </>
  )
}

function CopyItems({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { copy } = useCopy()
  const { name, engineObjectId } = sandbox
  return (
    <>
      <Submenu icon={Copy} label={t('sandboxes:copy.label')}>
        <MenuItem onSelect={() => copy(name)}>{t('sandboxes:copy.name')}</MenuItem>
        <MenuItem onSelect={() => copy(sandbox.spec.image)}>{t('sandboxes:copy.image')}</MenuItem>
        {engineObjectId !== undefined && <MenuItem onSelect={() => copy(engineObjectId)}>{t('sandboxes:copy.engine_id')}</MenuItem>}
      </Submenu>
      <Submenu icon={Terminal} label={t('sandboxes:copy.command')}>
        {toCommandLines(sandbox).map((line) => (
          <MenuItem key={line} onSelect={() => copy(line)}>
            <span className="font-mono text-small">{line}</span>
          </MenuItem>
        ))}
      </Submenu>
    </>
  )
}

function EndItems({ sandbox, isGone }: { readonly sandbox: SandboxView; readonly isGone: boolean }) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  return (
    <>
      {isGone && (
        <MenuItem icon={Unlink} onSelect={() => void run(sandbox, 'forget')}>
          {t('actions.forget')}
        </MenuItem>
      )}
      <MenuItem icon={Trash2} tone="danger" shortcut="Del" isDisabled={sandbox.status === 'unknown'} onSelect={() => useListStore.setState({ removing: sandbox.id })}>
        {t('actions.remove')}
      </MenuItem>
    </>
  )
}

import { ArrowUp, ChevronRight, FilePlus, FolderPlus, FolderUp, GitCompare, RotateCw, Upload } from 'lucide-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { classNames } from '../../ui/class-names'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu'
import { quoteWord } from '../create/to-command-line'
import type { FileQuestion } from './file-dialogs'
import { parentOf, toCrumbs } from './file-paths'
import { goTo, useFilesStore } from './files-store'
import type { FileActions } from './use-file-actions'

export interface FilesToolbarProps {
  readonly sandbox: SandboxView
  readonly path: string
  readonly canChange: boolean
  readonly isReading: boolean
  readonly actions: FileActions
  readonly onAsk: (question: FileQuestion) => void
}

/** Where one is, and what can be put there. */
export function FilesToolbar({ sandbox, path, canChange, isReading, actions, onAsk }: FilesToolbarProps) {
  const { t } = useTranslation()
  const isChangedOnly = useFilesStore((state) => state.isChangedOnly)
  return (
    <div role="toolbar" aria-label={t('files:tools')} className="flex h-10 shrink-0 items-center gap-0.5 border-b border-line pr-3 pl-2">
      <IconButton icon={ArrowUp} label={t('files:up')} shortcut="⌫" disabled={path === '/' || isChangedOnly} onClick={() => goTo(sandbox.id, parentOf(path))} />
      {isChangedOnly ? <span className="grow px-1">{t('files:changed')}</span> : <Crumbs sandboxId={sandbox.id} path={path} />}
      <IconButton
        icon={GitCompare}
        label={t('files:changed_only')}
        aria-pressed={isChangedOnly}
        onClick={() => useFilesStore.setState({ isChangedOnly: !isChangedOnly })}
        className={classNames(isChangedOnly && 'bg-pressed text-text')}
      />
      <IconButton icon={RotateCw} label={t('files:refresh')} onClick={actions.refresh} className={classNames(isReading && '[&>svg]:animate-turn')} />
      <Menu trigger={<IconButton icon={Upload} label={t('files:add')} disabled={isChangedOnly} command={`agentkernel cp FILE ${quoteWord(`${sandbox.name}:${path}`)}`} />}>
        <MenuItem icon={Upload} onSelect={() => void actions.chooseAndUpload('files', path)}>
          {t('files:upload_files')}
        </MenuItem>
        <MenuItem icon={FolderUp} onSelect={() => void actions.chooseAndUpload('folder', path)}>
          {t('files:upload_folder')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={FilePlus} onSelect={() => onAsk({ kind: 'new-file', path })}>
          {t('files:new_file')}
        </MenuItem>
        <MenuItem icon={FolderPlus} isDisabled={!canChange} onSelect={() => onAsk({ kind: 'new-folder', path })}>
          {t('files:new_folder')}
        </MenuItem>
      </Menu>
    </div>
  )
}

/** The way to the directory; its end stays in sight where the room is small. */
function Crumbs({ sandboxId, path }: { readonly sandboxId: string; readonly path: string }) {
  const { t } = useTranslation()
  const crumbs = toCrumbs(path)
  return (
    <nav aria-label={t('files:path')} className="flex min-w-0 grow items-center overflow-hidden">
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.path}>
          {index > 1 && <ChevronRight aria-hidden className="size-3 shrink-0 text-faint" />}
          <button
            type="button"
            aria-current={index === crumbs.length - 1 ? 'page' : undefined}
            onClick={() => goTo(sandboxId, crumb.path)}
            className={classNames('h-6 rounded-sm px-1 font-mono text-small hover:bg-hover', index === crumbs.length - 1 ? 'shrink-0 text-text' : 'min-w-4 truncate text-muted')}
          >
            {crumb.name}
          </button>
        </Fragment>
      ))}
    </nav>
  )
}

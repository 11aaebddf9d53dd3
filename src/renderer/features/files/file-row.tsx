import { Download, Ellipsis, File, FileSymlink, Folder, FileQuestion as Other, Pencil, Trash2, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileEntry } from '#contract/files'
import { classNames } from '../../ui/class-names'
import { formatFileSize } from '../../ui/format'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu'
import { RelativeTime } from '../../ui/relative-time'
import type { FileQuestion } from './file-dialogs'
import { formatMode } from './file-paths'
import type { FileActions } from './use-file-actions'

const icons: Record<FileEntry['type'], LucideIcon> = { file: File, directory: Folder, link: FileSymlink, other: Other }

/** More takes longer than a hand holds a file. */
const mostDraggedBytes = 64 * 1024 * 1024

export interface FileRowProps {
  readonly entry: FileEntry
  readonly index: number
  readonly offset: number
  readonly height: number
  readonly isCurrent: boolean
  readonly canChange: boolean
  readonly onFocus: () => void
  readonly onOpen: () => void
  readonly onAsk: (question: FileQuestion) => void
  readonly actions: FileActions
}

export function FileRow({ entry, index, offset, height, isCurrent, canChange, onFocus, onOpen, onAsk, actions }: FileRowProps) {
  const { t, i18n } = useTranslation()
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const Icon = icons[entry.type]
  const isDirectory = entry.type === 'directory'
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isCurrent}
      data-file={index}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      onClick={(event) => event.currentTarget.focus()}
      onDoubleClick={onOpen}
      draggable={entry.type === 'file' && entry.sizeBytes <= mostDraggedBytes}
      onDragStart={(event) => {
        event.preventDefault()
        void actions.dragOut(entry.path)
      }}
      style={{ transform: `translateY(${offset}px)`, height }}
      className={classNames('group/file absolute inset-x-0 top-0 flex items-center gap-3 pr-2 pl-4 outline-offset-[-2px] hover:bg-hover focus:bg-selected', isMenuOpen && 'bg-hover')}
    >
      <div role="gridcell" className="flex min-w-0 grow items-center gap-2">
        <Icon aria-label={t(`files:types.${entry.type}`)} className={classNames('size-4 shrink-0', isDirectory ? 'text-muted' : 'text-faint')} strokeWidth={1.75} />
        <button type="button" tabIndex={-1} onClick={onOpen} className="min-w-0 truncate rounded-sm font-mono text-small hover:underline">
          {entry.name}
        </button>
        {entry.linkTarget !== undefined && <span className="min-w-0 shrink-[99] truncate font-mono text-small text-faint">→ {entry.linkTarget}</span>}
      </div>
      <span role="gridcell" className="tabular hidden w-24 shrink-0 font-mono text-small text-faint @xl/files:block">
        {formatMode(entry.mode)}
      </span>
      <span role="gridcell" className="tabular w-18 shrink-0 text-right text-small text-muted">
        {entry.type === 'file' ? formatFileSize(entry.sizeBytes, i18n.language) : ''}
      </span>
      <span role="gridcell" className="w-14 shrink-0 text-right text-small text-muted">
        {entry.modifiedAt !== undefined && <RelativeTime at={entry.modifiedAt} length="narrow" />}
      </span>
      <div role="gridcell" className="flex w-15 shrink-0 justify-end opacity-0 group-focus-within/file:opacity-100 group-hover/file:opacity-100 has-data-popup-open:opacity-100">
        <IconButton icon={Download} label={t('files:download')} onClick={() => void actions.download(entry.path, isDirectory)} />
        <Menu trigger={<IconButton icon={Ellipsis} label={t('actions.more')} />} onOpenChange={setIsMenuOpen}>
          {entry.type === 'file' && (
            <>
              <MenuItem icon={Pencil} onSelect={onOpen}>
                {t('files:edit')}
              </MenuItem>
              <MenuSeparator />
            </>
          )}
          <MenuItem isDisabled={!canChange} onSelect={() => onAsk({ kind: 'rename', path: entry.path })}>
            {t('actions.rename')}
          </MenuItem>
          <MenuItem icon={Trash2} tone="danger" shortcut="Del" isDisabled={!canChange} onSelect={() => onAsk({ kind: 'remove', path: entry.path })}>
            {t('actions.remove')}
          </MenuItem>
        </Menu>
      </div>
    </div>
  )
}

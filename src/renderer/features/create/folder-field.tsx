import { Folder, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ChosenFolder } from '#contract/window-api'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { Segmented } from '../../ui/segmented'
import { folderModes, type FolderMode } from './create-form'
import { useChooseFolder } from './use-choose-folder'

export interface FolderFieldProps {
  readonly folder: ChosenFolder | null
  readonly mode: FolderMode
  readonly onChange: (folder: ChosenFolder | null) => void
  readonly onModeChange: (mode: FolderMode) => void
}

/** The project's folder, chosen in the system's dialog, and what the sandbox may do to it. */
export function FolderField({ folder, mode, onChange, onModeChange }: FolderFieldProps) {
  const { t } = useTranslation()
  const chooseFolder = useChooseFolder()
  const choose = async () => {
    const chosen = await chooseFolder('project')
    if (chosen) onChange(chosen)
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <span className="text-small font-medium text-muted">{t('create.folder')}</span>
        {folder ? (
          <div className="flex h-8 items-center gap-2 rounded-md border border-line bg-sunken pr-1 pl-2.5">
            <Folder aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
            <span data-selectable className="min-w-0 grow truncate font-mono text-small">
              {folder.path}
            </span>
            <Button size="small" tone="quiet" onClick={() => void choose()}>
              {t('create.folder_change')}
            </Button>
            <IconButton icon={X} label={t('create.folder_clear')} onClick={() => onChange(null)} className="size-6 [&>svg]:size-3.5" />
          </div>
        ) : (
          <div>
            <Button size="large" onClick={() => void choose()}>
              <Folder aria-hidden />
              {t('create.folder_choose')}
            </Button>
          </div>
        )}
      </div>
      {folder && (
        <div className="flex flex-col gap-1.5">
          <Segmented label={t('create.folder_mode')} value={mode} onChange={onModeChange} options={folderModes.map((value) => ({ value, label: t(`create.folder_modes.${value}`) }))} />
          <p className={mode === 'write' ? 'text-small text-caution' : 'text-small text-faint'}>{t(`create.folder_meanings.${mode}`)}</p>
        </div>
      )}
    </div>
  )
}

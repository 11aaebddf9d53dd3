import { Folder, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ChosenFolder } from '#contract/window-api'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { useChooseFolder } from '../create/use-choose-folder'

export interface CopiedFolderProps {
  readonly folder: ChosenFolder | null
  readonly onChange: (folder: ChosenFolder | null) => void
}

/** A folder of which the run gets a private copy; it never writes back. */
export function CopiedFolder({ folder, onChange }: CopiedFolderProps) {
  const { t } = useTranslation('run')
  const chooseFolder = useChooseFolder()
  const choose = async () => {
    const chosen = await chooseFolder('project')
    if (chosen) onChange(chosen)
  }
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="text-small font-medium text-muted">{t('folder')}</span>
      {folder ? (
        <div className="flex h-8 items-center gap-2 rounded-md border border-line bg-sunken pr-1 pl-2.5">
          <Folder aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
          <span data-selectable title={folder.path} className="min-w-0 grow truncate font-mono text-small">
            {folder.path}
          </span>
          <IconButton icon={X} label={t('folder_clear')} onClick={() => onChange(null)} className="size-6 [&>svg]:size-3.5" />
        </div>
      ) : (
        <Button size="large" className="self-start" onClick={() => void choose()}>
          <Folder aria-hidden />
          {t('folder_choose')}
        </Button>
      )}
    </div>
  )
}

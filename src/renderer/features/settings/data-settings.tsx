import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupSummary } from '#contract/data'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { formatBytes, formatFileSize } from '../../ui/format'
import { dateFormat } from '../../ui/formatters'
import { useToasts } from '../../ui/toast'
import { toErrorData } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { ReplacedSetting } from './replaced-setting'
import { SettingGroup, SettingRow } from './setting-row'

type Which = 'data' | 'logs' | 'templates'

/** The data directory: where it is, and a copy of it made and brought back. */
export function DataSettings() {
  const { i18n } = useTranslation('settings')
  const api = useApi()
  const { data } = useQuery({ queryKey: ['data', 'info'], queryFn: ({ signal }) => api.data.info({}, { signal }) })
  const hint = data && (
    <span data-selectable>
      <span className="font-mono [overflow-wrap:anywhere]">{data.directory}</span> · {formatBytes(data.bytes, i18n.language)}
    </span>
  )
  return (
    <SettingGroup id="data">
      <FolderRow which="data" {...(hint && { hint })} />
      <FolderRow which="logs" />
      <FolderRow which="templates" />
      <BackUpRow />
      <RestoreRow />
      <ReplacedSetting bytes={data?.replacedBytes} />
    </SettingGroup>
  )
}

function FolderRow({ which, hint }: { readonly which: Which; readonly hint?: ReactNode }) {
  const { t } = useTranslation('settings')
  const api = useApi()
  const open = useMutation({ mutationFn: () => api.host.openOwnFolder({ which }) })
  return (
    <SettingRow id={`folder_${which}`} {...(which === 'data' && { command: 'agentkernel data show' })} {...(hint !== undefined && { hint })} below={open.error && <ErrorNotice error={toErrorData(open.error)} className="mt-2" />}>
      <div data-fits>
        <Button onClick={() => open.mutate()}>{t('data.show')}</Button>
      </div>
    </SettingRow>
  )
}

function BackUpRow() {
  const { t, i18n } = useTranslation('settings')
  const api = useApi()
  const toasts = useToasts()
  const backUp = useMutation({
    mutationFn: async () => {
      const day = new Date().toISOString().slice(0, 10)
      const { file } = await api.host.chooseSaveFile({ suggestedName: `agentkernel-backup-${day}.json`, purpose: 'backup' })
      // The system's dialog asked before it named a file that is there.
      return file ? { path: file.path, ...(await api.data.backUp({ file: file.handle, mayReplace: true })) } : null
    },
    onSuccess: (done) => done && toasts.add({ title: t('data.backed_up', { size: formatFileSize(done.bytes, i18n.language) }), description: done.path })
  })
  return (
    <SettingRow id="back_up" command="agentkernel data backup FILE" below={backUp.error && <ErrorNotice error={toErrorData(backUp.error)} className="mt-2" />}>
      <div data-fits>
        <Button isPending={backUp.isPending} onClick={() => backUp.mutate()}>
          {t('data.back_up')}
        </Button>
      </div>
    </SettingRow>
  )
}

interface Found {
  readonly file: ChosenFolder
  readonly summary: BackupSummary
}

/** Says what is in the backup before anything is replaced. */
function RestoreRow() {
  const { t } = useTranslation('settings')
  const api = useApi()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [found, setFound] = useState<Found | null>(null)
  const choose = useMutation({
    mutationFn: async () => {
      const { file } = await api.host.chooseBackup({})
      return file && { file, summary: await api.data.inspectBackup({ file: file.handle }) }
    },
    onSuccess: setFound
  })
  const restore = useMutation({
    mutationFn: (file: ChosenFolder) => api.data.restore({ file: file.handle }),
    onSuccess: ({ previous }) => {
      toasts.add({ title: t('data.restored'), description: t('data.previous', { path: previous }) })
      void queries.invalidateQueries()
    }
  })
  const error = choose.error ?? restore.error
  return (
    <SettingRow id="restore" command="agentkernel data restore FILE" below={error && <ErrorNotice error={toErrorData(error)} className="mt-2" />}>
      <div data-fits>
        <Button isPending={choose.isPending || restore.isPending} onClick={() => choose.mutate()}>
          {t('data.restore')}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={found !== null}
        title={t('data.restore_title')}
        verb={t('data.restore_verb')}
        onCancel={() => setFound(null)}
        onConfirm={() => {
          if (found) restore.mutate(found.file)
          setFound(null)
        }}
      >
        {found && <RestoreMeaning found={found} />}
      </ConfirmDialog>
    </SettingRow>
  )
}

function RestoreMeaning({ found: { file, summary } }: { readonly found: Found }) {
  const { t, i18n } = useTranslation('settings')
  const at = dateFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(summary.createdAt))
  return (
    <div className="flex flex-col gap-2">
      <p className="font-mono text-small [overflow-wrap:anywhere]">{file.path}</p>
      <p>{t('data.holds', { count: summary.sandboxes.length, at, version: summary.version })}</p>
      {summary.sandboxes.length > 0 && <p className="max-h-24 overflow-y-auto text-small">{summary.sandboxes.join(', ')}</p>}
      {!summary.isOwn && <p>{t('data.foreign')}</p>}
      <p>{t('data.restore_meaning')}</p>
      <CommandLine command={`agentkernel data restore ${quoteWord(file.path)}`} isSingleLine className="mt-2" />
    </div>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FolderCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Consent } from '#contract/project'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { RelativeTime } from '../../ui/relative-time'
import { useRowFocus } from '../../ui/use-row-focus'
import { toErrorData } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { SettingGroup, SettingRow } from './setting-row'

const key = ['project', 'consents'] as const

/** Project folders whose files were agreed to; each can be forgotten, so that the next use asks again. */
export function ProjectSettings() {
  const { t } = useTranslation('settings')
  const api = useApi()
  const queries = useQueryClient()
  const { data = [], error } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.project.consents({}, { signal }) })
  const forget = useMutation({ mutationFn: (folder: string) => api.project.forgetConsents({ folder }), onSettled: () => queries.invalidateQueries({ queryKey: ['project'] }) })
  const { place, keepAt } = useRowFocus<HTMLUListElement>()
  const failure = forget.error ?? error
  const folders = [...new Set(data.map(({ folder }) => folder))]
  return (
    <SettingGroup id="projects">
      <SettingRow
        id="consents"
        command="agentkernel consents"
        {...(folders.length === 0 && { hint: t('consents.none') })}
        below={
          <>
            {failure && <ErrorNotice error={toErrorData(failure)} className="mt-2" />}
            {folders.length > 0 && (
              <ul ref={place} className="mt-2 border-t border-line [&>li+li]:border-t [&>li+li]:border-line">
                {folders.map((folder, index) => (
                  <FolderRow key={folder} folder={folder} consents={data.filter((consent) => consent.folder === folder)} isForgetting={forget.isPending && forget.variables === folder} onForget={() => forget.mutate(folder, { onSuccess: () => keepAt(index) })} />
                ))}
              </ul>
            )}
          </>
        }
      >
        {null}
      </SettingRow>
    </SettingGroup>
  )
}

interface FolderRowProps {
  readonly folder: string
  readonly consents: readonly Consent[]
  readonly isForgetting: boolean
  readonly onForget: () => void
}

function FolderRow({ folder, consents, isForgetting, onForget }: FolderRowProps) {
  const { t } = useTranslation('settings')
  const command = `agentkernel consents forget ${quoteWord(folder)}`
  return (
    <li className="flex items-center gap-3 py-2 last:pb-0">
      <FolderCheck aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p data-selectable className="font-mono text-small [overflow-wrap:anywhere]">
          {folder}
        </p>
        {consents.map(({ subject, agreedAt }) => (
          <p key={subject} className="text-small text-muted">
            {t(`consents.subjects.${subject}`)}, <RelativeTime at={agreedAt} />
          </p>
        ))}
      </div>
      <CopyButton text={command} label={t('copy_command', { command })} />
      <Button size="small" data-removes-row isPending={isForgetting} aria-label={t('consents.forget_of', { folder })} onClick={onForget}>
        {t('consents.forget')}
      </Button>
    </li>
  )
}

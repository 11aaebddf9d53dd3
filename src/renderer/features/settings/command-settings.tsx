import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CommandState } from '#contract/command'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { SettingGroup, SettingRow } from './setting-row'

const key = ['command', 'status'] as const

/** The command on this user's PATH: where it is or would be, and what keeps a shell from finding it. */
export function CommandSettings() {
  const { t } = useTranslation('settings')
  const api = useApi()
  const queries = useQueryClient()
  const { data, error } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.command.status({}, { signal }) })
  const change = useMutation({
    mutationFn: (verb: 'install' | 'remove') => api.command[verb]({}),
    onSuccess: (state) => queries.setQueryData<CommandState>(key, state)
  })
  const below = (
    <>
      {data && <Findings state={data} />}
      {error && <ErrorNotice error={toErrorData(error)} className="mt-2" />}
      {change.error && <ErrorNotice error={toErrorData(change.error)} className="mt-2" />}
    </>
  )
  return (
    <SettingGroup id="command">
      <SettingRow id="command" keywords="cli shell path terminal agentkernel" {...(data && { hint: <Where state={data} /> })} {...(data && toCommand(data))} below={below}>
        <div data-fits className="flex gap-2">
          {(data?.state === 'installed' || data?.state === 'outdated') && (
            <Button isPending={change.isPending} onClick={() => change.mutate('remove')}>
              {t('command.remove')}
            </Button>
          )}
          {(data?.state === 'absent' || data?.state === 'outdated') && (
            <Button isPending={change.isPending} onClick={() => change.mutate('install')}>
              {t(data.state === 'absent' ? 'command.install' : 'command.renew')}
            </Button>
          )}
        </div>
      </SettingRow>
    </SettingGroup>
  )
}

/** What the button beside it does; nothing where there is none. */
function toCommand({ state }: CommandState): { readonly command?: string } {
  if (state === 'installed') return { command: 'agentkernel setup --remove-command' }
  return state === 'absent' || state === 'outdated' ? { command: 'agentkernel setup --install-command' } : {}
}

function Where({ state: { state, path } }: { readonly state: CommandState }) {
  const { t } = useTranslation('settings')
  if (state === 'unsupported') return <>{t('command.states.unsupported')}</>
  return (
    <span data-selectable>
      {t(`command.states.${state}`)} <span className="font-mono [overflow-wrap:anywhere]">{path}</span>
    </span>
  )
}

/** Only of what is there: before that it would be noise. */
function Findings({ state: { state, isOnPath, shadowedBy, pathLine } }: { readonly state: CommandState }) {
  const { t } = useTranslation('settings')
  if (state !== 'installed') return null
  return (
    <>
      {!isOnPath && (
        <div className="mt-2 text-small text-muted">
          {t('command.not_on_path')}
          {pathLine !== null && (
            <span className="flex items-center gap-1">
              <code data-selectable className="font-mono text-text [overflow-wrap:anywhere]">
                {pathLine}
              </code>
              <CopyButton text={pathLine} label={t('copy_command', { command: pathLine })} />
            </span>
          )}
        </div>
      )}
      {shadowedBy !== null && <p className="mt-2 text-small text-muted [overflow-wrap:anywhere]">{t('command.shadowed', { other: shadowedBy })}</p>}
    </>
  )
}

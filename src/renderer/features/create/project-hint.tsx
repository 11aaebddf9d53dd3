import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { ProjectProposal } from '#contract/project'
import type { Settings } from '#contract/settings'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { toErrorData, useText } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import type { CreateFormValues } from './create-form'
import { useTakeTemplate } from './use-take-template'
import { useTemplates } from './use-templates'

export interface ProjectHintProps {
  readonly folder: ChosenFolder | null
  readonly settings: Settings | undefined
}

/** What the chosen folder proposes, and why. Proposals fill only fields that nobody has touched. */
export function ProjectHint({ folder, settings }: ProjectHintProps) {
  const api = useApi()
  const text = useText()
  const templates = useTemplates()
  const takeTemplate = useTakeTemplate(settings)
  const { setValue, getValues, getFieldState } = useFormContext<CreateFormValues>()
  const { data, error } = useQuery({
    queryKey: ['project', folder?.handle],
    queryFn: ({ signal }) => api.project.inspect({ folder: folder?.handle ?? '' }, { signal }),
    enabled: folder !== null
  })
  useEffect(() => {
    if (!data) return
    const isUntouched = (name: 'image' | 'vcpus' | 'memoryMb') => !getFieldState(name).isDirty
    const template = templates.find(({ id }) => id === data.template)
    if (template && getValues('template') === null && isUntouched('image')) takeTemplate(template)
    const { image, vcpus, memoryMb } = data.proposal
    if (image !== undefined && isUntouched('image')) setValue('image', image, { shouldValidate: true })
    if (vcpus !== undefined && isUntouched('vcpus')) setValue('vcpus', vcpus, { shouldValidate: true })
    if (memoryMb !== undefined && isUntouched('memoryMb')) setValue('memoryMb', memoryMb, { shouldValidate: true })
  }, [data, templates, takeTemplate, getFieldState, getValues, setValue])
  if (error) return <ErrorNotice error={toErrorData(error)} className="mt-2" />
  if (!data) return null
  return (
    <>
      {data.because.length > 0 && <p className="mt-1.5 text-small text-faint">{data.because.map((reason) => text(reason)).join(' ')}</p>}
      {data.needsConsent.length > 0 && <ProjectWishes key={folder?.handle} project={data} />}
    </>
  )
}

/** What the folder's files would mount, publish or run. Nothing of it is taken without a yes. */
function ProjectWishes({ project }: { readonly project: ProjectProposal }) {
  const { t } = useTranslation()
  const text = useText()
  const { setValue } = useFormContext<CreateFormValues>()
  const [answer, setAnswer] = useState<'yes' | 'no' | null>(null)
  const has = (key: string) => project.needsConsent.some((wish) => wish.key === key)
  const canTake = has('project.consent.port') || has('project.consent.permissive') || has('project.consent.mount')
  const isPartial = ['project.consent.build', 'project.consent.dockerfile', 'project.consent.file'].some(has)
  const take = () => {
    setAnswer('yes')
    if (project.proposal.ports) setValue('ports', project.proposal.ports.map(({ sandboxPort, hostPort }) => ({ sandboxPort, hostPort })))
    if (has('project.consent.permissive')) setValue('profile', 'permissive')
    if (has('project.consent.mount')) setValue('folderMode', 'read')
  }
  return (
    <Notice tone={answer === null ? 'caution' : 'info'} className="mt-2">
      <p className="font-medium">{t(answer === null ? 'create.wishes' : `create.wishes_${answer}`)}</p>
      <ul className="mt-1 list-disc pl-4 text-muted">
        {project.needsConsent.map((wish) => (
          <li key={text(wish)}>{text(wish)}</li>
        ))}
      </ul>
      {isPartial && <p className="mt-1 text-small text-muted">{t('create.wishes_command')}</p>}
      {answer === null && canTake && (
        <div className="mt-2 flex gap-2">
          <Button size="small" onClick={take}>
            {t('create.wishes_take')}
          </Button>
          <Button size="small" tone="quiet" onClick={() => setAnswer('no')}>
            {t('create.wishes_leave')}
          </Button>
        </div>
      )}
    </Notice>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
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
import { useTellFailure } from '../problems/use-tell-failure'
import { expectedDefaults, type CreateFormValues } from './create-form'
import { useTakeTemplate } from './use-take-template'
import { useTemplates } from './use-templates'

export interface ProjectHintProps {
  readonly folder: ChosenFolder | null
  readonly settings: Settings | undefined
}

/** What the chosen folder proposes, and why. Proposals fill only fields that nobody has touched, once for each folder. */
export function ProjectHint({ folder, settings }: ProjectHintProps) {
  const api = useApi()
  const text = useText()
  const { data, error } = useQuery({
    queryKey: ['project', folder?.handle],
    queryFn: ({ signal }) => api.project.inspect({ folder: folder?.handle ?? '' }, { signal }),
    enabled: folder !== null,
    // Read once for each choice: what was agreed to is what was shown.
    staleTime: Infinity,
    gcTime: 0
  })
  useTakeProposal(folder, data, settings)
  if (error) return <ErrorNotice error={toErrorData(error)} className="mt-2" />
  if (!data) return null
  return (
    <>
      {data.because.length > 0 && <p className="mt-1.5 text-small text-faint">{data.because.map((reason) => text(reason)).join(' ')}</p>}
      {folder && data.needsConsent.length > 0 && <ProjectWishes key={folder.handle} folder={folder} project={data} />}
    </>
  )
}

function useTakeProposal(folder: ChosenFolder | null, project: ProjectProposal | undefined, settings: Settings | undefined): void {
  const { setValue, getValues, getFieldState } = useFormContext<CreateFormValues>()
  const templates = useTemplates()
  const takeTemplate = useTakeTemplate(settings)
  const taken = useRef<string | null>(null)
  useEffect(() => {
    const template = templates.find(({ id }) => id === project?.template)
    if (!folder || !project || taken.current === folder.handle || (project.template !== null && !template)) return
    taken.current = folder.handle
    const { image, vcpus, memoryMb, profile, network } = project.proposal
    const isUntouched = (name: 'image' | 'vcpus' | 'memoryMb') => !getFieldState(name).isDirty
    // A template that a person chose brings an image of its own.
    const isFree = getValues('template') === null && isUntouched('image')
    if (template && isFree) takeTemplate(template)
    else if (image !== undefined && isFree) setValue('image', image, { shouldValidate: true })
    if (vcpus !== undefined && isUntouched('vcpus')) setValue('vcpus', vcpus, { shouldValidate: true })
    if (memoryMb !== undefined && isUntouched('memoryMb')) setValue('memoryMb', memoryMb, { shouldValidate: true })
    // What only tightens needs no yes.
    if (profile !== undefined && profile !== 'permissive') {
      if (memoryMb === undefined && getValues('memoryMb') === expectedDefaults(getValues('profile'), settings).memoryMb) setValue('memoryMb', expectedDefaults(profile, settings).memoryMb)
      setValue('profile', profile)
    }
    if (network === false || profile === 'restrictive') setValue('network', false)
  }, [folder, project, settings, templates, takeTemplate, getFieldState, getValues, setValue])
}

/** What the folder's files would mount, publish or run. Nothing of it is taken without a yes. */
function ProjectWishes({ folder, project }: { readonly folder: ChosenFolder; readonly project: ProjectProposal }) {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const text = useText()
  const { setValue } = useFormContext<CreateFormValues>()
  const isKept = project.consent?.isKept === true
  const [answer, setAnswer] = useState<'yes' | 'no' | 'kept' | null>(isKept ? 'kept' : null)
  const has = useCallback((key: string) => project.needsConsent.some((wish) => wish.key === key), [project])
  const canTake = has('project.consent.port') || has('project.consent.permissive') || has('project.consent.mount')
  const isPartial = ['project.consent.build', 'project.consent.dockerfile', 'project.consent.file'].some(has)
  const fill = useCallback(() => {
    if (project.proposal.ports) setValue('ports', project.proposal.ports)
    if (has('project.consent.permissive')) setValue('profile', 'permissive')
    if (has('project.consent.mount')) setValue('folderMode', 'read')
  }, [project, has, setValue])
  // Agreed to before, and nothing of it changed: taken over as it was then.
  useEffect(() => {
    if (isKept) fill()
  }, [isKept, fill])
  const take = () => {
    setAnswer('yes')
    fill()
    if (project.consent) void api.project.agree({ folder: folder.handle, subject: 'file', digest: project.consent.digest }).catch((thrown: unknown) => tellFailure(t('create.wishes_not_kept'), thrown))
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

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useFormContext } from 'react-hook-form'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { useText } from '../../ui/use-text'
import type { CreateFormValues } from './create-form'

/** What the chosen folder proposes, and why. Proposals fill only fields that nobody has touched. */
export function ProjectHint({ folder }: { readonly folder: ChosenFolder | null }) {
  const api = useApi()
  const text = useText()
  const { setValue, getFieldState } = useFormContext<CreateFormValues>()
  const { data } = useQuery({
    queryKey: ['project', folder?.handle],
    queryFn: ({ signal }) => api.project.inspect({ folder: folder?.handle ?? '' }, { signal }),
    enabled: folder !== null
  })
  useEffect(() => {
    if (!data) return
    const { image, vcpus, memoryMb } = data.proposal
    if (image !== undefined && !getFieldState('image').isDirty) setValue('image', image, { shouldValidate: true })
    if (vcpus !== undefined && !getFieldState('vcpus').isDirty) setValue('vcpus', vcpus, { shouldValidate: true })
    if (memoryMb !== undefined && !getFieldState('memoryMb').isDirty) setValue('memoryMb', memoryMb, { shouldValidate: true })
  }, [data, getFieldState, setValue])
  if (!data || data.because.length === 0) return null
  return <p className="mt-1.5 text-small text-faint">{data.because.map((reason) => text(reason)).join(' ')}</p>
}

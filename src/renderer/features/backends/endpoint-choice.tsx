import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../ui/api-context'
import { SelectField } from '../../ui/select-field'
import { useText } from '../../ui/use-text'
import { useSetting } from '../settings/use-setting'

const keys = { docker: 'dockerEndpoint', podman: 'podmanEndpoint' } as const

/** Which of the places where this engine may answer is used: found by itself, or one of those that are known. */
export function EndpointChoice({ kind }: { readonly kind: keyof typeof keys }) {
  const { t } = useTranslation('backends')
  const text = useText()
  const api = useApi()
  const queries = useQueryClient()
  const { settings, set } = useSetting()
  const { data: choices = [] } = useQuery({ queryKey: ['backends', 'endpoints', kind], queryFn: ({ signal }) => api.backends.endpoints({ backend: kind }, { signal }) })
  const chosen = settings[keys[kind]]
  const listed = choices.some(({ endpoint }) => endpoint === chosen)
  const options = [
    { value: 'auto', label: t('endpoint.auto') },
    ...choices.map(({ endpoint, source, outcome }) => ({ value: endpoint, label: endpoint, note: outcome ? text(outcome) : source })),
    ...(chosen !== null && !listed ? [{ value: chosen, label: chosen, note: t('endpoint.own') }] : [])
  ]
  const choose = async (value: string) => {
    await set({ [keys[kind]]: value === 'auto' ? null : value })
    await api.backends.list({ refresh: true }).catch(() => undefined)
    await queries.invalidateQueries({ queryKey: ['backends'] })
  }
  return (
    <div className="max-w-120">
      <SelectField
        label={t('endpoint.label')}
        value={chosen ?? 'auto'}
        options={options}
        onChange={(value) => void choose(value)}
        hint={
          <Link href="/settings?show=engines" className="rounded-sm text-accent hover:underline">
            {t('endpoint.other')}
          </Link>
        }
      />
    </div>
  )
}

import { Route } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BackendView } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import { useQueryClient } from '@tanstack/react-query'
import { backendTitles } from '../../ui/backend-titles'
import { SelectField } from '../../ui/select-field'
import { useText } from '../../ui/use-text'
import { useSetting } from '../settings/use-setting'
import { useSettings } from '../settings/use-settings'
import { BackendMark } from './backend-mark'
import { useSelection } from './use-backends'

/** Chooses where new sandboxes go from now on; null: whichever is best. A failure is told at the head of the page. */
export function useChooseDefault(): (kind: BackendKind | null) => Promise<void> {
  const queries = useQueryClient()
  const { set } = useSetting()
  return async (kind) => {
    await set({ defaultBackend: kind })
    await queries.invalidateQueries({ queryKey: ['backends'] })
  }
}

/** Where new sandboxes go when nobody says otherwise, why, and the choice. */
export function DefaultBackend({ backends }: { readonly backends: readonly BackendView[] }) {
  const { t } = useTranslation()
  const text = useText()
  const settings = useSettings()
  const chooseDefault = useChooseDefault()
  const { data: selection } = useSelection()
  const options = [
    { value: 'auto' as const, label: t('backends.automatic'), icon: <Route aria-hidden className="size-4 text-muted" strokeWidth={1.75} /> },
    ...backends.map(({ kind, detection }) => ({
      value: kind,
      label: backendTitles[kind],
      icon: <BackendMark kind={kind} className="text-muted" />,
      ...(detection.state !== 'ready' && { note: t(`backends.states.${detection.state}`) })
    }))
  ]
  return (
    <div className="max-w-96 pt-1 pb-5">
      <SelectField label={t('backends.default')} value={settings?.defaultBackend ?? 'auto'} options={options} onChange={(value) => void chooseDefault(value === 'auto' ? null : value)} hint={selection && text(selection.why)} />
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Dialog } from '../../ui/dialog'
import { SearchBox } from '../../ui/search-box'
import { Spinner } from '../../ui/spinner'
import { TextShelf } from '../../ui/text-shelf'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { useHelpStore } from './help-store'

/** What of others is in the application, and under which licences it came. */
export function Licences() {
  const { t } = useTranslation('help')
  const isOpen = useHelpStore((state) => state.areLicencesShown)
  return (
    <Dialog isOpen={isOpen} onClose={() => useHelpStore.setState({ areLicencesShown: false })} title={t('licences.title')} className="h-[84vh] w-200">
      <Content />
    </Dialog>
  )
}

function Content() {
  const { t } = useTranslation('help')
  const api = useApi()
  const [search, setSearch] = useState('')
  const { data, error } = useQuery({ queryKey: ['licences'], queryFn: ({ signal }) => api.host.licences({}, { signal }), staleTime: Number.POSITIVE_INFINITY })
  const word = search.trim().toLowerCase()
  const found = data?.filter(({ name, identifier }) => `${name} ${identifier}`.toLowerCase().includes(word)) ?? []
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex items-start gap-4 px-5 pt-4 pb-3">
        <p className="grow text-muted">{t('licences.meaning')}</p>
        <SearchBox label={t('licences.search')} value={search} onChange={setSearch} className="shrink-0" />
      </div>
      {error && <ErrorNotice error={toErrorData(error)} className="mx-5 mb-3" />}
      <div className="flex min-h-0 grow overflow-hidden rounded-b-lg border-t border-line">
        {found.length > 0 && <TextShelf label={t('licences.title')} texts={found.map(({ name, version, identifier, text }) => ({ name: `${name} ${version}`, note: identifier, text }))} />}
        {data && found.length === 0 && <p className="p-5 text-muted">{t('licences.nothing', { search })}</p>}
        {!data && !error && (
          <p role="status" className="flex items-center gap-2 p-5 text-muted">
            <Spinner /> {t('licences.reading')}
          </p>
        )}
      </div>
    </div>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Spinner } from '../../ui/spinner'
import { TextShelf } from '../../ui/text-shelf'
import { useToasts } from '../../ui/toast'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { useHelpStore } from './help-store'

/** Everything that would be saved, to be read before it is. */
export function SupportBundle() {
  const { t } = useTranslation('help')
  const isOpen = useHelpStore((state) => state.isBundleShown)
  const close = () => useHelpStore.setState({ isBundleShown: false })
  return (
    <Dialog isOpen={isOpen} onClose={close} title={t('bundle.title')} className="h-[84vh] w-200">
      <Content onDone={close} />
    </Dialog>
  )
}

function Content({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation('help')
  const api = useApi()
  const toasts = useToasts()
  const { data: bundle, error } = useQuery({ queryKey: ['bundle'], queryFn: ({ signal }) => api.diagnostics.bundle({}, { signal, deadlineMs: 60_000 }), staleTime: 0, gcTime: 0 })
  const save = useMutation({
    mutationFn: async () => (bundle ? await api.host.saveText({ suggestedName: bundle.suggestedName, text: bundle.text }) : { path: null }),
    onSuccess: ({ path }) => {
      if (path === null) return
      toasts.add({ title: t('bundle.saved'), description: path })
      onDone()
    }
  })
  const failure = error ?? save.error
  return (
    <div className="flex min-h-0 grow flex-col">
      <p className="px-5 pt-4 pb-3 text-muted">{t('bundle.meaning')}</p>
      {failure && <ErrorNotice error={toErrorData(failure)} className="mx-5 mb-3" />}
      <div className="flex min-h-0 grow border-y border-line">
        {bundle ? (
          <TextShelf label={t('bundle.title')} texts={bundle.files} />
        ) : (
          !failure && (
            <p role="status" className="flex items-center gap-2 p-5 text-muted">
              <Spinner /> {t('bundle.collecting')}
            </p>
          )
        )}
      </div>
      <div className="flex items-center justify-end gap-2 p-4">
        <Button size="large" onClick={onDone}>
          {t('window:actions.cancel')}
        </Button>
        <Button size="large" tone="primary" disabled={!bundle} isPending={save.isPending} onClick={() => save.mutate()}>
          {t('bundle.save')}
        </Button>
      </div>
    </div>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { Dialog } from '../../ui/dialog'
import { Spinner } from '../../ui/spinner'
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
  const [chosen, setChosen] = useState(0)
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
          <>
            <ul className="w-52 shrink-0 overflow-y-auto border-r border-line p-2">
              {bundle.files.map((file, index) => (
                <li key={file.name}>
                  <button
                    type="button"
                    aria-current={index === chosen ? 'true' : undefined}
                    onClick={() => setChosen(index)}
                    className={classNames('flex h-7 w-full items-center rounded-md px-2 text-left font-mono text-small', index === chosen ? 'bg-pressed text-text' : 'text-muted hover:bg-hover hover:text-text')}
                  >
                    <span className="truncate">{file.name}</span>
                  </button>
                </li>
              ))}
            </ul>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard */}
            <pre tabIndex={0} aria-label={bundle.files[chosen]?.name} className="min-w-0 grow overflow-auto bg-sunken p-4 text-small leading-5 outline-offset-[-2px]">
              {bundle.files[chosen]?.text}
            </pre>
          </>
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

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrunePlan } from '#contract/image'
import type { Progress } from '#contract/progress'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { formatBytes } from '../../ui/format'
import { Segmented } from '../../ui/segmented'
import { Spinner } from '../../ui/spinner'
import { SwitchField } from '../../ui/switch-field'
import { useToasts } from '../../ui/toast'
import { toErrorData, useText } from '../../ui/use-text'
import { BackendMark } from '../backends/backend-mark'
import { PullProgress } from '../create/pull-progress'
import { ErrorNotice } from '../problems/error-notice'
import { useUnseenFailure } from '../problems/use-unseen-failure'
import { shortId } from './image-name'
import { toPruneCommand, type PruneScope } from './prune-command'
import { useImagesChanged } from './use-images'

/** Shows what would be taken away before anything is. */
export function PruneDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('images')
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('prune.title')} className="w-144">
      <PruneForm onDone={onClose} />
    </Dialog>
  )
}

function PruneForm({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation('images')
  const api = useApi()
  const toasts = useToasts()
  const text = useText()
  const changed = useImagesChanged()
  const unseen = useUnseenFailure()
  const [scope, setScope] = useState<PruneScope>('dangling')
  const [withCaches, setWithCaches] = useState(true)
  const abort = useRef(new AbortController())
  const [progress, setProgress] = useState<Progress | null>(null)
  const plan = useQuery({
    queryKey: ['images', 'plan', scope, withCaches],
    queryFn: ({ signal }) => api.images.planPrune({ scope, withCaches }, { signal, deadlineMs: 60_000 }),
    staleTime: 0,
    placeholderData: (before) => before
  })
  const prune = useMutation({
    mutationFn: (what: PrunePlan) => {
      abort.current = new AbortController()
      setProgress(null)
      const asked = { images: what.images.map(({ backend, id }) => ({ backend, id })), caches: what.caches.map(({ backend }) => backend) }
      return api.images.prune(asked, { signal: abort.current.signal, onProgress: setProgress })
    },
    onError: (error) => unseen.tell(t('prune.failed'), toErrorData(error)),
    onSuccess: ({ removed, freedBytes, failed }) => {
      const used = failed.filter(({ error }) => error.code === 'IMAGE_IN_USE').length
      toasts.add({ title: t('prune.done', { count: removed, size: formatBytes(freedBytes, i18n.language) }), ...(used > 0 && { description: t('prune.kept', { count: used }) }) })
      for (const { backend, error } of failed) if (error.code !== 'IMAGE_IN_USE') toasts.add({ id: `prune ${backend}`, type: 'failure', priority: 'high', title: t('prune.failed_on', { backend: backendTitles[backend] }), description: renderError(text, error) })
      if (unseen.isShown()) onDone()
    },
    onSettled: changed
  })
  const found = plan.data
  const count = (found?.images.length ?? 0) + (found?.caches.length ?? 0)
  const error = prune.error && toErrorData(prune.error).code === 'CANCELLED' ? plan.error : (prune.error ?? plan.error)
  return (
    <div className="flex min-h-0 flex-col gap-4 p-5">
      <Segmented label={t('prune.scope')} value={scope} options={(['dangling', 'unused'] as const).map((value) => ({ value, label: t(`prune.scopes.${value}`) }))} onChange={setScope} />
      <SwitchField label={t('prune.caches')} hint={t('prune.caches_hint')} isOn={withCaches} onChange={setWithCaches} />
      <div className="min-h-24 overflow-y-auto rounded-md border border-line bg-sunken">{found ? <Plan plan={found} /> : !plan.error && <p className="flex items-center gap-2 p-3 text-muted"><Spinner /> {t('prune.looking')}</p>}</div>
      {error && <ErrorNotice error={toErrorData(error)} />}
      {found?.failed.map((each) => <ErrorNotice key={each.backend} error={each.error} title={t('prune.failed_on', { backend: backendTitles[each.backend] })} />)}
      {prune.isPending ? <PullProgress progress={progress} startedAtMs={prune.submittedAt} /> : <CommandLine command={toPruneCommand(scope, withCaches)} />}
      <div className="flex items-center justify-end gap-2">
        <span className="mr-auto text-small text-muted">{found && count > 0 && t('prune.frees', { size: formatBytes(found.bytes, i18n.language) })}</span>
        <Button size="large" onClick={prune.isPending ? () => abort.current.abort() : onDone}>
          {t('window:actions.cancel')}
        </Button>
        <Button size="large" tone="danger" disabled={count === 0 || plan.isFetching} isPending={prune.isPending} onClick={() => found && prune.mutate(found)}>
          {prune.isPending ? t('prune.working') : t('prune.verb')}
        </Button>
      </div>
    </div>
  )
}

function Plan({ plan }: { readonly plan: PrunePlan }) {
  const { t, i18n } = useTranslation('images')
  if (plan.images.length + plan.caches.length === 0) return <p className="p-3 text-muted">{t('prune.nothing')}</p>
  return (
    <ul className="divide-y divide-line">
      {plan.images.map((image) => (
        <li key={`${image.backend} ${image.id}`} className="flex h-8 items-center gap-2.5 px-3">
          <BackendMark kind={image.backend} className="text-muted" />
          <span className="min-w-0 grow truncate font-mono text-small">{image.references[0] ?? t('unnamed', { id: shortId(image.id) })}</span>
          <span className="tabular shrink-0 text-small text-muted">{formatBytes(image.sizeBytes, i18n.language)}</span>
        </li>
      ))}
      {plan.caches.map(({ backend, bytes }) => (
        <li key={backend} className="flex h-8 items-center gap-2.5 px-3">
          <BackendMark kind={backend} className="text-muted" />
          <span className="min-w-0 grow truncate">{t('prune.cache_of', { backend: backendTitles[backend] })}</span>
          <span className="tabular shrink-0 text-small text-muted">{formatBytes(bytes, i18n.language)}</span>
        </li>
      ))}
    </ul>
  )
}

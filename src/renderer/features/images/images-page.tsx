import { BrushCleaning, Download, FileInput } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageView } from '#contract/image'
import { useApi } from '../../ui/api-context'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { EmptyState } from '../../ui/empty-state'
import { Page } from '../../ui/page'
import { SearchBox } from '../../ui/search-box'
import { Skeleton } from '../../ui/skeleton'
import { toErrorData } from '../../ui/use-text'
import type { ErrorData } from '#contract/errors'
import { ErrorNotice } from '../problems/error-notice'
import { DiskBar } from './disk-bar'
import { toImageName, toRemoveCommand } from './image-name'
import { ImageTable } from './image-table'
import { PruneDialog } from './prune-dialog'
import { askForPull } from './pull-store'
import { Pulls } from './pulls'
import { useImageDialogs } from './image-dialogs-store'
import { useLoadFromFile } from './use-load-from-file'
import { useDiskUsage, useImages, useImagesChanged, useUnlisted } from './use-images'

/** Local images, what they and the sandboxes take up, and how to get and to lose them. */
export function ImagesPage() {
  const { t } = useTranslation('images')
  const { data: images, error } = useImages()
  const unlisted = useUnlisted()
  const { isPruning, removing, search } = useImageDialogs()
  const loadFromFile = useLoadFromFile()
  const setRemoving = (image: ImageView | null) => useImageDialogs.setState({ removing: image })
  // Who comes back later sees all of them again.
  useEffect(() => () => useImageDialogs.setState({ search: '' }), [])
  const shown = useMemo(() => (images ?? []).filter((image) => fits(image, search)), [images, search])
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <SearchBox label={t('search')} value={search} onChange={(next) => useImageDialogs.setState({ search: next })} />
          <Button onClick={() => useImageDialogs.setState({ isPruning: true })}>
            <BrushCleaning aria-hidden />
            <span className="@max-2xl/page:sr-only">{t('clean_up')}</span>
          </Button>
          {loadFromFile && (
            <Button title={t('load_hint')} onClick={() => void loadFromFile()}>
              <FileInput aria-hidden />
              <span className="@max-3xl/page:sr-only">{t('load')}</span>
            </Button>
          )}
          <Button tone="primary" onClick={askForPull}>
            <Download aria-hidden />
            <span className="@max-lg/page:sr-only">{t('pull')}</span>
          </Button>
        </>
      }
    >
      <Pulls />
      <RemoveImage image={removing} onClose={() => setRemoving(null)} />
      <DiskUse />
      {error && <ErrorNotice error={toErrorData(error)} />}
      <Unlisted />
      {!images && !error && <Loading />}
      {images?.length === 0 && unlisted.length === 0 && (
        <EmptyState title={t('empty')} actions={<CommandLine command="agentkernel images pull python:3.13" />}>
          {t('empty_meaning')}
        </EmptyState>
      )}
      {images && images.length > 0 && (shown.length > 0 ? <ImageTable images={shown} onRemove={setRemoving} /> : <EmptyState title={t('nothing', { search })} />)}
      <PruneDialog isOpen={isPruning} onClose={() => useImageDialogs.setState({ isPruning: false })} />
    </Page>
  )
}

function fits(image: ImageView, search: string): boolean {
  const text = [...image.references, image.backend, ...image.usedBy, image.id].join(' ').toLowerCase()
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

/** An engine that could not tell its images does not hide those of the others. */
function Unlisted() {
  const { t } = useTranslation('images')
  return useUnlisted().map(({ backend, error }) => <ErrorNotice key={backend} error={error} title={t('unlisted', { backend: backendTitles[backend] })} className="mb-4" />)
}

function DiskUse() {
  const { t } = useTranslation('images')
  const { data, isPending } = useDiskUsage()
  if (!isPending && data?.backends.length === 0 && data.failed.length === 0) return null
  return (
    <section aria-label={t('disk.title')} className="mb-5 grid gap-x-10 gap-y-4 @3xl/page:grid-cols-2">
      {isPending && <Skeleton className="h-14 @3xl/page:col-span-2" />}
      {data?.backends.map((disk) => (
        <DiskBar key={disk.backend} disk={disk} />
      ))}
      {data?.failed.map(({ backend, error }) => (
        <ErrorNotice key={backend} error={error} title={t('disk.unknown', { backend: backendTitles[backend] })} />
      ))}
    </section>
  )
}

/** Asks first; what still uses the image is told, not overruled. */
function RemoveImage({ image, onClose }: { readonly image: ImageView | null; readonly onClose: () => void }) {
  const { t } = useTranslation('images')
  const api = useApi()
  const changed = useImagesChanged()
  const [failure, setFailure] = useState<{ readonly name: string; readonly error: ErrorData } | null>(null)
  const name = image ? toImageName(image) : ''
  const remove = async ({ backend, id, references }: ImageView) => {
    setFailure(null)
    try {
      for (const reference of references.length > 0 ? references : [id]) await api.images.remove({ image: reference, backend })
    } catch (error) {
      setFailure({ name, error: toErrorData(error) })
    }
    changed()
  }
  return (
    <>
      {failure && <ErrorNotice error={failure.error} title={t('remove_failed', { name: failure.name })} onDismiss={() => setFailure(null)} className="mb-4" />}
      <ConfirmDialog
        isOpen={image !== null}
        title={t('remove_title', { name })}
        verb={t('remove_verb')}
        onCancel={onClose}
        onConfirm={() => {
          onClose()
          if (image) void remove(image)
        }}
      >
        <p>{image && image.usedBy.length > 0 ? t('remove_used', { count: image.usedBy.length, names: image.usedBy.join(', ') }) : t('remove_meaning')}</p>
        {image && image.references.length > 1 && <p className="mt-2">{t('remove_names', { names: image.references.join(', ') })}</p>}
        {image && <CommandLine command={toRemoveCommand(image)} isSingleLine className="mt-4" />}
      </ConfirmDialog>
    </>
  )
}

function Loading() {
  const { t } = useTranslation('images')
  return (
    <div role="status" aria-label={t('loading')} className="pt-8">
      {[150, 210, 130, 180].map((width) => (
        <div key={width} className="flex h-10 items-center">
          <Skeleton className="h-3" style={{ width }} />
        </div>
      ))}
    </div>
  )
}

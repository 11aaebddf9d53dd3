import { useTranslation } from 'react-i18next'
import type { BackendDisk } from '#contract/disk'
import { backendTitles } from '../../ui/backend-titles'
import { classNames } from '../../ui/class-names'
import { Disclosure } from '../../ui/disclosure'
import { formatBytes, formatFileSize } from '../../ui/format'
import { BackendMark } from '../backends/backend-mark'
import { areLayersShared, toParts } from './disk-parts'

const grounds = { used: 'bg-muted', unused: 'bg-muted/45', sandboxes: 'bg-progress', cache: 'bg-caution', foreign: 'bg-line-strong/55' } as const

/** What one backend keeps on disk: a bar of its parts, and the same in words. */
export function DiskBar({ disk }: { readonly disk: BackendDisk }) {
  const { t, i18n } = useTranslation('images')
  const parts = toParts(disk)
  const all = parts.reduce((sum, part) => sum + part.bytes, 0)
  const known = disk.sandboxes.filter((sandbox) => sandbox.bytes !== null).toSorted((first, second) => (second.bytes ?? 0) - (first.bytes ?? 0))
  return (
    <section aria-label={backendTitles[disk.backend]} className="min-w-0">
      <div className="flex items-center gap-2">
        <BackendMark kind={disk.backend} className="text-muted" />
        <h3 className="font-medium">{backendTitles[disk.backend]}</h3>
        <span className="tabular ml-auto text-muted">{formatBytes(disk.totalBytes ?? all, i18n.language)}</span>
      </div>
      <div aria-hidden className="mt-2 flex h-2 gap-px overflow-hidden rounded-full bg-pressed">
        {parts.map((part) => (
          <span key={part.id} className={grounds[part.id]} style={{ width: `${(part.bytes / Math.max(all, 1)) * 100}%` }} />
        ))}
      </div>
      <dl className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-small">
        {parts.map((part) => (
          <div key={part.id} className="flex items-center gap-1.5">
            <span aria-hidden className={classNames('size-2 rounded-full', grounds[part.id])} />
            <dt className="text-muted">{t(`disk.${part.id}`)}</dt>
            <dd className="tabular">{formatFileSize(part.bytes, i18n.language)}</dd>
          </div>
        ))}
      </dl>
      {areLayersShared(disk) && <p className="mt-1.5 text-small text-faint">{t('disk.shared')}</p>}
      {known.length > 0 && (
        <Disclosure label={t('disk.by_sandbox', { count: known.length })} className="mt-1.5">
          <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto text-small">
            {known.map((sandbox) => (
              <li key={sandbox.id} className="flex justify-between gap-3">
                <span className="truncate">{sandbox.name}</span>
                <span className="tabular shrink-0 text-muted">{formatFileSize(sandbox.bytes ?? 0, i18n.language)}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </section>
  )
}

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageView } from '#contract/image'
import { classNames } from '../../ui/class-names'
import { ImageRow } from './image-row'

type Column = 'name' | 'backend' | 'used_by' | 'size' | 'created'

const compare: Record<Column, (first: ImageView, second: ImageView) => number> = {
  // Those without a name stand last.
  name: (first, second) => Number(first.references.length === 0) - Number(second.references.length === 0) || (first.references[0] ?? '').localeCompare(second.references[0] ?? '', 'en', { numeric: true }),
  backend: (first, second) => first.backend.localeCompare(second.backend),
  used_by: (first, second) => first.usedBy.length - second.usedBy.length,
  size: (first, second) => first.sizeBytes - second.sizeBytes,
  created: (first, second) => (first.createdAt ?? '').localeCompare(second.createdAt ?? '')
}

/** What is large, old or much used is asked for from the large end. */
const beginsDown = new Set<Column>(['size', 'created', 'used_by'])

export function ImageTable({ images, onRemove }: { readonly images: readonly ImageView[]; readonly onRemove: (image: ImageView) => void }) {
  const { t } = useTranslation('images')
  const [sort, setSort] = useState<{ readonly column: Column; readonly isDown: boolean }>({ column: 'name', isDown: false })
  const sorted = useMemo(() => {
    const ascending = images.toSorted((first, second) => compare[sort.column](first, second) || compare.name(first, second))
    return sort.isDown ? ascending.toReversed() : ascending
  }, [images, sort])
  const header = (column: Column, className: string) => {
    const isSorted = sort.column === column
    const Arrow = sort.isDown ? ArrowDown : ArrowUp
    return (
      <th scope="col" aria-sort={isSorted ? (sort.isDown ? 'descending' : 'ascending') : undefined} className={classNames('h-8 font-medium', className)}>
        <button
          type="button"
          onClick={() => setSort({ column, isDown: isSorted ? !sort.isDown : beginsDown.has(column) })}
          className="inline-flex items-center gap-1 rounded-sm hover:text-text"
        >
          {t(`columns.${column}`)}
          {isSorted && <Arrow aria-hidden className="size-3" />}
        </button>
      </th>
    )
  }
  return (
    <table className="-mx-5 w-[calc(100%+40px)] table-auto border-collapse">
      <thead className="sticky top-0 z-10 bg-surface">
        <tr className="text-left text-label text-faint shadow-[inset_0_-1px_0_var(--line)]">
          {header('name', 'w-[46%] pl-5')}
          {header('backend', 'px-3')}
          {header('used_by', 'w-[30%] px-3')}
          {header('size', 'px-3 text-right')}
          {header('created', 'hidden px-3 text-right @3xl/page:table-cell')}
          <th scope="col">
            <span className="sr-only">{t('window:list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((image) => (
          <ImageRow key={`${image.backend} ${image.id}`} image={image} onRemove={onRemove} />
        ))}
      </tbody>
    </table>
  )
}

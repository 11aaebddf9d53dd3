import { Copy, Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ImageView } from '#contract/image'
import { backendTitles } from '../../ui/backend-titles'
import { formatBytes } from '../../ui/format'
import { IconButton } from '../../ui/icon-button'
import { RelativeTime } from '../../ui/relative-time'
import { Tooltip } from '../../ui/tooltip'
import { useCopy } from '../../ui/use-copy'
import { BackendMark } from '../backends/backend-mark'
import { openCreate } from '../create/create-store'
import { useSandboxList } from '../sandboxes/sandbox-list-cache'
import { shortId, toRemoveCommand } from './image-name'

/** One image: its name, where it is, how big, who uses it. */
export function ImageRow({ image, onRemove }: { readonly image: ImageView; readonly onRemove: (image: ImageView) => void }) {
  const { t, i18n } = useTranslation('images')
  const { copy } = useCopy()
  const [name, ...others] = image.references
  return (
    <tr className="group/image h-10 border-b border-line transition-colors focus-within:bg-hover hover:bg-hover">
      <td className="max-w-0 truncate pl-5">
        <span data-selectable className={name === undefined ? 'text-muted italic' : 'font-mono text-small'}>
          {name ?? t('unnamed', { id: shortId(image.id) })}
        </span>
        {others.length > 0 && (
          <Tooltip text={<span className="font-mono">{others.join(', ')}</span>}>
            <span className="ml-2 text-small text-faint">{t('more_names', { count: others.length })}</span>
          </Tooltip>
        )}
      </td>
      <td className="px-3 whitespace-nowrap text-muted">
        <span className="flex items-center gap-2">
          <BackendMark kind={image.backend} />
          <span className="hidden @2xl/page:inline">{backendTitles[image.backend]}</span>
        </span>
      </td>
      <td className="max-w-0 truncate px-3">
        <Users names={image.usedBy} />
      </td>
      <td className="tabular px-3 text-right whitespace-nowrap">{formatBytes(image.sizeBytes, i18n.language)}</td>
      <td className="hidden px-3 text-right whitespace-nowrap text-muted @3xl/page:table-cell">{image.createdAt !== undefined && <RelativeTime at={image.createdAt} />}</td>
      <td className="w-24 pr-3 text-right whitespace-nowrap opacity-0 group-focus-within/image:opacity-100 group-hover/image:opacity-100">
        <IconButton icon={Plus} label={t('use')} disabled={name === undefined} onClick={() => openCreate({ image: name ?? '', backend: image.backend })} />
        <IconButton icon={Copy} label={t('copy_remove')} onClick={() => copy(toRemoveCommand(image))} />
        <IconButton icon={Trash2} tone="danger" label={t('remove')} onClick={() => onRemove(image)} />
      </td>
    </tr>
  )
}

function Users({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('images')
  const sandboxes = useSandboxList()?.sandboxes ?? []
  if (names.length === 0) return <span className="text-faint">{t('unused')}</span>
  return names.slice(0, 3).map((name, index) => {
    const sandbox = sandboxes.find((each) => each.name === name)
    const rest = names.length - 3
    return (
      <span key={name}>
        {index > 0 && ', '}
        {sandbox ? (
          <Link href={`/sandboxes/${sandbox.id}`} className="rounded-sm hover:text-accent hover:underline">
            {name}
          </Link>
        ) : (
          name
        )}
        {index === 2 && rest > 0 && <span className="text-faint"> {t('more_users', { count: rest })}</span>}
      </span>
    )
  })
}

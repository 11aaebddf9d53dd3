import { Boxes, History, Layers, LifeBuoy, PanelLeftClose, PanelLeftOpen, Play, Server, Settings, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { Tooltip } from '../ui/tooltip'
import { useMedia } from '../ui/use-media'
import { toggleRail, useRailStore } from './rail-store'

interface Place {
  readonly path: string
  readonly icon: LucideIcon
  readonly key: 'sandboxes' | 'run' | 'images' | 'backends' | 'activity' | 'help' | 'settings'
}

/** The places of the window, in their order. */
const places: readonly Place[] = [
  { path: '/sandboxes', icon: Boxes, key: 'sandboxes' },
  { path: '/run', icon: Play, key: 'run' },
  { path: '/images', icon: Layers, key: 'images' },
  { path: '/backends', icon: Server, key: 'backends' },
  { path: '/activity', icon: History, key: 'activity' }
]

const placesAtFoot: readonly Place[] = [
  { path: '/help', icon: LifeBuoy, key: 'help' },
  { path: '/settings', icon: Settings, key: 'settings' }
]

export function Rail() {
  const { t } = useTranslation()
  const isNarrow = useMedia('(width < 960px)')
  const wantsCollapsed = useRailStore((state) => state.isCollapsed)
  const isCollapsed = isNarrow || wantsCollapsed
  return (
    <nav aria-label={t('rail.label')} className={classNames('flex shrink-0 flex-col justify-between px-2 pb-2', isCollapsed ? 'w-12' : 'w-44')}>
      <Places places={places} isCollapsed={isCollapsed} />
      <div className="flex flex-col gap-2">
        <Places places={placesAtFoot} isCollapsed={isCollapsed} />
        {!isNarrow && (
          <IconButton
          icon={isCollapsed ? PanelLeftOpen : PanelLeftClose}
          label={isCollapsed ? t('rail.expand') : t('rail.collapse')}
          onClick={toggleRail}
          className="size-8"
          aria-expanded={!isCollapsed}
          />
        )}
      </div>
    </nav>
  )
}

function Places({ places, isCollapsed }: { readonly places: readonly Place[]; readonly isCollapsed: boolean }) {
  return (
    <ul className="flex flex-col gap-0.5">
      {places.map((place) => (
        <li key={place.key}>
          <RailLink place={place} isCollapsed={isCollapsed} />
        </li>
      ))}
    </ul>
  )
}

function RailLink({ place, isCollapsed }: { readonly place: Place; readonly isCollapsed: boolean }) {
  const { t } = useTranslation()
  const [location] = useLocation()
  const isHere = location.startsWith(place.path)
  const { icon: Icon } = place
  const link = (
    <Link
      href={place.path}
      aria-current={isHere ? 'page' : undefined}
      className={classNames(
        'flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors',
        isHere ? 'bg-pressed font-medium text-text' : 'text-muted hover:bg-hover hover:text-text'
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className={isCollapsed ? 'sr-only' : 'truncate'}>{t(`rail.places.${place.key}`)}</span>
    </Link>
  )
  return isCollapsed ? (
    <Tooltip text={t(`rail.places.${place.key}`)} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}

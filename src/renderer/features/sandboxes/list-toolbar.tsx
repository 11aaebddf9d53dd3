import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import { ListFilter, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { backendKinds, type BackendKind } from '#contract/backend-kind'
import type { SandboxView } from '#contract/sandbox'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { Menu, MenuChoice } from '../../ui/menu'
import { openCreate } from '../create/create-store'
import { useWaiting } from '../terminals/attention-store'
import { countGroups, statusGroups, type StatusGroup } from './filter-sandboxes'
import { ListSearch } from './list-search'
import { useListStore } from './list-store'
import { ViewMenu } from './view-menu'

/** Filters at the left, the one primary action at the right. */
export function ListToolbar({ sandboxes }: { readonly sandboxes: readonly SandboxView[] }) {
  const { t } = useTranslation()
  const waiting = useWaiting()
  return (
    <div className="@container/toolbar flex h-12 min-w-0 shrink-0 items-center gap-2 px-3">
      <StatusFilter counts={countGroups(sandboxes, waiting)} />
      <BackendFilter sandboxes={sandboxes} />
      <div className="grow" />
      <ListSearch />
      <ViewMenu />
      <Button tone="primary" onClick={() => openCreate()}>
        <Plus aria-hidden />
        <span className="@max-2xl/toolbar:sr-only">{t('actions.new_sandbox')}</span>
      </Button>
    </div>
  )
}

function StatusFilter({ counts }: { readonly counts: Record<StatusGroup, number> }) {
  const { t } = useTranslation()
  const group = useListStore((state) => state.group)
  return (
    <ToggleGroup value={[group]} onValueChange={([next]) => useListStore.setState({ group: statusGroups.find((each) => each === next) ?? 'all' })} aria-label={t('filter.status')} className="flex min-w-0 items-center gap-0.5 overflow-hidden">
      {statusGroups.map((each) => (
        <Toggle
          key={each}
          value={each}
          className="flex h-7 items-center gap-1.5 rounded-md px-2 whitespace-nowrap text-muted outline-offset-[-2px] @max-2xl/toolbar:px-1.5 transition-colors hover:text-text data-pressed:bg-pressed data-pressed:text-text"
        >
          {t(`filter.groups.${each}`)}
          <span className="tabular text-small text-faint @max-2xl/toolbar:hidden">{counts[each]}</span>
        </Toggle>
      ))}
    </ToggleGroup>
  )
}

/** Only where there is a choice: sandboxes on more than one backend. */
function BackendFilter({ sandboxes }: { readonly sandboxes: readonly SandboxView[] }) {
  const { t } = useTranslation()
  const backend = useListStore((state) => state.backend)
  const used = backendKinds.filter((kind) => kind === backend || sandboxes.some((sandbox) => sandbox.backend === kind))
  if (used.length < 2 && backend === null) return null
  const options = [{ value: 'all' as const, label: t('filter.all_backends') }, ...used.map((kind) => ({ value: kind, label: backendTitles[kind] }))]
  return (
    <Menu
      align="start"
      trigger={
        <Button tone="quiet" aria-label={t('filter.backend')}>
          <ListFilter aria-hidden />
          {backend === null ? <span className="@max-3xl/toolbar:sr-only">{t('filter.all_backends')}</span> : backendTitles[backend]}
        </Button>
      }
    >
      <MenuChoice<BackendKind | 'all'> label={t('filter.backend')} value={backend ?? 'all'} options={options} onChange={(value) => useListStore.setState({ backend: value === 'all' ? null : value })} />
    </Menu>
  )
}

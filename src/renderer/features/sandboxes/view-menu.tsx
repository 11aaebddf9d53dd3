import { SlidersHorizontal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuCheck, MenuChoice, MenuSeparator, Submenu } from '../../ui/menu'
import { useChangeSettings, useSettings } from '../settings/use-settings'
import { alwaysShown, columnIds, layouts, sortableColumns, toggleColumn, useListView } from './list-view-store'
import { groupings } from './sandbox-groups'

const densities = ['comfortable', 'compact'] as const

/** How the list is laid out: table or cards, grouped, sorted, with which columns. */
export function ViewMenu() {
  const { t } = useTranslation()
  const { layout, grouping, sortBy, isDescending, hiddenColumns } = useListView()
  const density = useSettings()?.density ?? 'comfortable'
  const changeSettings = useChangeSettings()
  return (
    <Menu trigger={<IconButton icon={SlidersHorizontal} label={t('sandboxes:view.label')} />}>
      <MenuChoice label={t('sandboxes:view.layout')} value={layout} options={layouts.map((value) => ({ value, label: t(`sandboxes:view.layouts.${value}`) }))} onChange={(next) => useListView.setState({ layout: next })} />
      <MenuSeparator />
      <MenuChoice label={t('sandboxes:view.grouping')} value={grouping} options={groupings.map((value) => ({ value, label: t(`sandboxes:view.groupings.${value}`) }))} onChange={(next) => useListView.setState({ grouping: next })} />
      <MenuSeparator />
      <Submenu label={t('sandboxes:view.sort')}>
        <MenuChoice label={t('sandboxes:view.sort')} value={sortBy} options={sortableColumns.map((value) => ({ value, label: t(`sandboxes:columns.${value}`) }))} onChange={(next) => useListView.setState({ sortBy: next })} />
        <MenuSeparator />
        <MenuCheck isChecked={isDescending} onChange={(next) => useListView.setState({ isDescending: next })}>
          {t('sandboxes:view.descending')}
        </MenuCheck>
      </Submenu>
      {layout === 'table' && (
        <>
          <Submenu label={t('sandboxes:view.columns')}>
            {columnIds
              .filter((id) => !alwaysShown.includes(id))
              .map((id) => (
                <MenuCheck key={id} isChecked={!hiddenColumns.includes(id)} onChange={(isShown) => toggleColumn(id, isShown)}>
                  {t(`sandboxes:columns.${id}`)}
                </MenuCheck>
              ))}
          </Submenu>
          <Submenu label={t('menu.density')}>
            <MenuChoice label={t('menu.density')} value={density} options={densities.map((value) => ({ value, label: t(`menu.densities.${value}`) }))} onChange={(next) => void changeSettings({ density: next }).catch(() => undefined)} />
          </Submenu>
        </>
      )}
    </Menu>
  )
}

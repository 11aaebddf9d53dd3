import { Boxes, Container, CirclePlay, Layers2, LayoutGrid, Play, Square, SquareMinus, Table2, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../ui/api-context'
import { useActions, type Action } from '../palette/action-registry'
import { useTellFailure } from '../problems/use-tell-failure'
import { toActionCommand } from './command-lines'
import { statusGroups, type StatusGroup } from './filter-sandboxes'
import { useListStore } from './list-store'
import { layouts, useListView } from './list-view-store'
import { clearMarks, useMarks } from './marks'
import { groupings } from './sandbox-groups'
import { useSandboxList } from './sandbox-list-cache'
import { useAdoptable } from './use-adoptable'
import { canRemove, canStart, canStop, useBulkActions } from './use-bulk-actions'

/** What the list does as a whole: how it is laid out, what it shows, and what is done to the marked ones together. */
export function useListActions(): void {
  useViewActions()
  useMarkedActions()
}

function useViewActions(): void {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { layout, grouping } = useListView()
  const shown = useListStore(({ group }) => group)
  useActions(
    'list-view',
    useMemo(() => {
      const action = (id: string, title: string, icon: Action['icon'], isEnabled: boolean, change: () => void, command?: string): Action => ({
        id: `list.${id}`,
        group: 'appearance',
        title,
        ...(icon && { icon }),
        isEnabled,
        ...(command !== undefined && { command }),
        run: () => {
          navigate('/sandboxes')
          change()
        }
      })
      return [
        ...layouts.map((value) => action(`layout.${value}`, `${t('sandboxes:view.layout')}: ${t(`sandboxes:view.layouts.${value}`)}`, value === 'cards' ? LayoutGrid : Table2, value !== layout, () => useListView.setState({ layout: value }))),
        ...groupings.map((value) => action(`grouping.${value}`, `${t('sandboxes:view.grouping')}: ${t(`sandboxes:view.groupings.${value}`)}`, Layers2, value !== grouping, () => useListView.setState({ grouping: value }))),
        ...statusGroups.map((value) => action(`show.${value}`, `${t('rail.places.sandboxes')}: ${t(`filter.groups.${value}`)}`, Boxes, value !== shown, () => useListStore.setState({ group: value }), statusLines[value]))
      ]
    }, [t, navigate, layout, grouping, shown])
  )
}

/** The lines that show the same. */
const statusLines: Partial<Record<StatusGroup, string>> = { all: 'agentkernel list', running: 'agentkernel list --status running', stopped: 'agentkernel list --status stopped' }

function useMarkedActions(): void {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const { change } = useBulkActions()
  const ids = useMarks((state) => state.ids)
  const sandboxes = useSandboxList()?.sandboxes
  const { length: adoptable } = useAdoptable()
  useActions(
    'marked',
    useMemo(() => {
      const all = sandboxes ?? []
      const marked = all.filter(({ id }) => ids.includes(id))
      const wereRunning = all.filter(({ wasRunning }) => wasRunning)
      const ofMarked = (verb: 'start' | 'stop' | 'remove', able: typeof marked, rest: Pick<Action, 'icon' | 'run'> & Partial<Action>): Action => ({
        id: `marked.${verb}`,
        group: 'sandboxes',
        title: t(`sandboxes:bulk.${verb}`, { count: able.length }),
        isEnabled: able.length > 0,
        command: toActionCommand(verb, ...able),
        ...rest
      })
      const [startable, stoppable, removable] = [marked.filter(canStart), marked.filter(canStop), marked.filter(canRemove)]
      return [
        ofMarked('start', startable, { icon: Play, run: () => void change(startable, 'start') }),
        ofMarked('stop', stoppable, { icon: Square, run: () => void change(stoppable, 'stop') }),
        ofMarked('remove', removable, { icon: Trash2, isDestructive: true, run: () => useListStore.setState({ removingMany: removable.map(({ id }) => id) }) }),
        { id: 'marked.clear', group: 'sandboxes', title: t('sandboxes:marks.clear'), icon: SquareMinus, isEnabled: marked.length > 0, run: clearMarks },
        {
          id: 'sandboxes.adopt',
          group: 'sandboxes',
          title: `${t('notices.review')}: ${t('adopt.title')}`,
          icon: Container,
          isEnabled: adoptable > 0,
          command: 'agentkernel adopt',
          run: () => useListStore.setState({ isAdopting: true })
        },
        {
          id: 'sandboxes.resume',
          group: 'sandboxes',
          title: t('palette:resume', { count: wereRunning.length }),
          icon: CirclePlay,
          isEnabled: wereRunning.length > 0,
          command: 'agentkernel resume',
          run: () => void api.sandboxes.resume({}).catch((thrown: unknown) => tellFailure(t('palette:resume', { count: wereRunning.length }), thrown))
        }
      ]
    }, [api, t, tellFailure, change, ids, sandboxes, adoptable])
  )
}

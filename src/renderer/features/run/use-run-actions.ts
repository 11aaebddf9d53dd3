import { Bookmark, Play, RotateCw, Square } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useActions } from '../palette/action-registry'
import { useSettings } from '../settings/use-settings'
import { toRunCommand } from './run-form'
import { focusRunLine } from './run-page'
import { toRunPhase, useRunStore } from './run-store'
import { useStartRun } from './use-run'

/** Quick runs from anywhere: begin one, and what can be done with the last one. */
export function useRunActions(): void {
  const { t } = useTranslation('run')
  const [, navigate] = useLocation()
  const start = useStartRun()
  const run = useRunStore((state) => state.run)
  const phase = run && toRunPhase(run)
  const settings = useSettings()
  useActions(
    'run',
    useMemo(() => {
      const show = () => {
        navigate('/run')
        focusRunLine()
      }
      const isBusy = phase === 'preparing' || phase === 'running'
      return [
        { id: 'places.run', group: 'places', title: t('title'), icon: Play, command: 'agentkernel run -- COMMAND', key: { keys: ['R'], place: 'anywhere', title: t('title') }, run: show },
        {
          id: 'run.again',
          group: 'create',
          title: t('action.again'),
          icon: RotateCw,
          isEnabled: run !== null && !isBusy,
          ...(run && { command: toRunCommand(run.values, settings) }),
          run: () => {
            show()
            if (run) start(run.values)
          }
        },
        { id: 'run.cancel', group: 'create', title: t('action.cancel'), icon: Square, isEnabled: isBusy, run: () => run?.leave() },
        {
          id: 'run.keep',
          group: 'create',
          title: t('action.keep'),
          icon: Bookmark,
          isEnabled: phase === 'exited',
          ...(run && { command: toRunCommand(run.values, settings, true) }),
          run: () => {
            show()
            useRunStore.setState({ isKeeping: true })
          }
        }
      ]
    }, [t, navigate, start, run, phase, settings])
  )
}

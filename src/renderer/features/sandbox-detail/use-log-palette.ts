import { ArrowDownToLine, Copy, Download, WrapText } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCopy } from '../../ui/use-copy'
import { useActions, type Action } from '../palette/action-registry'
import { useLogChoices } from './log-store'

export interface LogShown {
  /** Everything that is read, as text. */
  readonly getText: () => string
  /** The match that was stepped to, else the newest line. */
  readonly line: string | undefined
  readonly command: string
  readonly onSave: () => void
  readonly onFollow: (isFollowing: boolean) => void
}

/** What can be done with the log that is shown and with its current line, in the palette. */
export function useLogPalette({ getText, line, command, onSave, onFollow }: LogShown): void {
  const { t } = useTranslation('detail')
  const { copy } = useCopy()
  useActions(
    'logs',
    useMemo(() => {
      const of = (key: string, title: string, rest: Pick<Action, 'icon' | 'run'> & Partial<Action>): Action => ({ id: `logs.${key}`, group: 'here', title, ...rest })
      return [
        of('copy_line', t('logs.copy_line'), { icon: Copy, isEnabled: line !== undefined, ...(line !== undefined && { note: line }), run: () => copy(line ?? '') }),
        of('copy', t('window:logs.copy'), { icon: Copy, run: () => copy(getText()) }),
        of('save', t('logs.save'), { icon: Download, command, run: onSave }),
        of('wrap', t('logs.wrap'), { icon: WrapText, run: () => useLogChoices.setState(({ isWrapped }) => ({ isWrapped: !isWrapped })) }),
        of('follow', t('window:logs.follow'), { icon: ArrowDownToLine, command, run: () => onFollow(true) })
      ]
    }, [t, copy, line, getText, command, onSave, onFollow])
  )
}

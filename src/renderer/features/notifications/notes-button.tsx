import { Popover } from '@base-ui/react/popover'
import { Bell } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { RelativeTime } from '../../ui/relative-time'
import { OutcomeMark } from '../activity/outcome-mark'
import { StatusShape } from '../sandboxes/status-mark'
import { clearNotes, markRead, useNotes } from './notes-store'
import type { AwayNote } from './summarise-away'

const shapes = { down: 'stopped', ended: 'stopped', stopped: 'stopped', failed: 'failed', lost: 'missing', removed: 'missing', appeared: 'running' } as const

/** What happened while the window was away, until it was read. */
export function NotesButton() {
  const { t } = useTranslation('notifications')
  const { notes, hasUnread } = useNotes()
  return (
    <Popover.Root onOpenChange={(isOpen) => isOpen && markRead()}>
      <span className="relative">
        <Popover.Trigger render={<IconButton icon={Bell} label={hasUnread ? t('unread', { count: notes.length }) : t('title')} />} />
        {hasUnread && <span aria-hidden className="pointer-events-none absolute top-1 right-1 size-2 rounded-full border-2 border-canvas bg-accent" />}
      </span>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Popover.Popup className="no-drag flex max-h-[60vh] w-84 flex-col rounded-lg bg-raised shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            <div className="flex h-10 shrink-0 items-center justify-between border-b border-line pr-2 pl-3.5">
              <Popover.Title className="font-medium">{t('title')}</Popover.Title>
              {notes.length > 0 && (
                <Button size="small" tone="quiet" onClick={clearNotes}>
                  {t('clear')}
                </Button>
              )}
            </div>
            {notes.length === 0 ? <p className="px-3.5 py-5 text-muted">{t('nothing')}</p> : <ul className="min-h-0 overflow-y-auto p-1">{notes.map((note) => <Note key={note.id} note={note} />)}</ul>}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Note({ note: { kind, name, sandboxId, work, at } }: { readonly note: AwayNote }) {
  const { t } = useTranslation('notifications')
  const told = work ? t(`${name === '' ? 'work_alone' : 'work'}.${work.outcome}`, { name, action: t(`activity:${work.action}`) }) : t(`kinds.${kind}`, { name })
  const content = (
    <>
      {work ? <OutcomeMark outcome={work.outcome} /> : <StatusShape status={kind === 'work' ? 'unknown' : shapes[kind]} />}
      <span title={told} className="min-w-0 grow truncate">
        {told}
      </span>
      <span className="shrink-0 text-small text-faint">
        <RelativeTime at={at} />
      </span>
    </>
  )
  const row = 'flex h-8 items-center gap-2.5 rounded-md px-2.5'
  return (
    <li>
      {kind === 'removed' ? (
        <div className={row}>{content}</div>
      ) : (
        <Popover.Close nativeButton={false} render={<Link href={sandboxId === undefined || work?.outcome === 'failed' ? '/activity' : `/sandboxes/${sandboxId}`} className={`${row} hover:bg-pressed`} />}>
          {content}
        </Popover.Close>
      )}
    </li>
  )
}

import { Tabs } from '@base-ui/react/tabs'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { useActiveInSight } from '../../ui/use-active-in-sight'
import { FilesView } from '../files/files-view'
import { ReviewView } from '../review/review-view'
import { TerminalsView } from '../terminals/terminals-view'
import { UsageView } from '../usage/usage-view'
import { DetailHeader } from './detail-header'
import { listTabs, useDetailStore, type DetailTab } from './detail-store'
import { LogView } from './log-view'
import { Overview } from './overview'
import { RecordView } from './record-view'
import { SandboxActivity } from './sandbox-activity'

export interface SandboxDetailProps {
  readonly sandbox: SandboxView
  /** It covers the list, so closing it is going back. */
  readonly isCovering: boolean
  readonly onClose: () => void
}

/** One sandbox: what it is and does, what was asked of it and holds, what its program says. */
export function SandboxDetail({ sandbox, isCovering, onClose }: SandboxDetailProps) {
  const { t } = useTranslation()
  const wanted = useDetailStore((state) => state.tab)
  const tabs = listTabs(sandbox)
  const tab = tabs.includes(wanted) ? wanted : 'overview'
  const list = useRef<HTMLDivElement>(null)
  useActiveInSight(list, tab)
  return (
    <section aria-label={sandbox.name} className="flex min-h-0 min-w-0 grow flex-col">
      <DetailHeader sandbox={sandbox} isCovering={isCovering} onClose={onClose} />
      <Tabs.Root value={tab} onValueChange={(next: DetailTab) => useDetailStore.setState({ tab: next })} className="flex min-h-0 grow flex-col">
        {/* The edge below belongs to the row, so that it does not fade with the tabs that find no room. */}
        <div className="shrink-0 border-b border-line">
          <Tabs.List
            ref={list}
            activateOnFocus
            aria-label={t('detail.tabs')}
            className="-mb-px flex h-9 scroll-px-6 gap-4 overflow-x-auto mask-r-from-[calc(100%-24px)] pr-6 pl-4 [scrollbar-width:none]"
          >
            {tabs.map((each) => (
              <Tabs.Tab key={each} value={each} className="shrink-0 border-b-2 border-transparent text-muted outline-offset-[-2px] transition-colors hover:text-text data-active:border-text data-active:text-text">
                {t(`detail:tabs.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        <Tabs.Panel value={tab} className="flex min-h-0 grow flex-col outline-offset-[-2px]">
          {parts[tab](sandbox)}
        </Tabs.Panel>
      </Tabs.Root>
    </section>
  )
}

const parts: Record<DetailTab, (sandbox: SandboxView) => ReactNode> = {
  overview: (sandbox) => (
    <div className="min-h-0 grow overflow-y-auto">
      <Overview sandbox={sandbox} />
    </div>
  ),
  terminals: (sandbox) => <TerminalsView sandbox={sandbox} />,
  logs: (sandbox) => <LogView sandbox={sandbox} />,
  files: (sandbox) => <FilesView sandbox={sandbox} />,
  review: (sandbox) => <ReviewView sandbox={sandbox} />,
  usage: (sandbox) => <UsageView sandbox={sandbox} />,
  activity: (sandbox) => <SandboxActivity sandbox={sandbox} />,
  record: (sandbox) => <RecordView sandbox={sandbox} />
}

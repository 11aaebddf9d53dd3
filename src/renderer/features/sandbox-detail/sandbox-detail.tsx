import { Tabs } from '@base-ui/react/tabs'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { DetailHeader } from './detail-header'
import { LogView } from './log-view'
import { Overview } from './overview'

export interface SandboxDetailProps {
  readonly sandbox: SandboxView
  /** It covers the list, so closing it is going back. */
  readonly isCovering: boolean
  readonly onClose: () => void
}

/** One sandbox: what it is and does, what was asked of it and holds, what its program says. */
export function SandboxDetail({ sandbox, isCovering, onClose }: SandboxDetailProps) {
  const { t } = useTranslation()
  return (
    <section aria-label={sandbox.name} className="flex min-h-0 min-w-0 grow flex-col">
      <DetailHeader sandbox={sandbox} isCovering={isCovering} onClose={onClose} />
      <Tabs.Root defaultValue="overview" className="flex min-h-0 grow flex-col">
        <Tabs.List activateOnFocus aria-label={t('detail.tabs')} className="flex h-9 shrink-0 gap-4 border-b border-line px-4">
          {(['overview', 'logs'] as const).map((tab) => (
            <Tabs.Tab key={tab} value={tab} className="-mb-px border-b-2 border-transparent text-muted outline-offset-[-2px] transition-colors hover:text-text data-active:border-text data-active:text-text">
              {t(`detail.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" className="min-h-0 grow overflow-y-auto outline-offset-[-2px]">
          <Overview sandbox={sandbox} />
        </Tabs.Panel>
        <Tabs.Panel value="logs" className="flex min-h-0 grow flex-col outline-offset-[-2px]">
          <LogView sandbox={sandbox} />
        </Tabs.Panel>
      </Tabs.Root>
    </section>
  )
}

import { Bot, Braces, FolderOpen, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { BackendView } from '#contract/backend'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { KeyCap } from '../../ui/key-cap'
import { useText } from '../../ui/use-text'
import { openCreate } from '../create/create-store'
import { useChooseFolder } from '../create/use-choose-folder'
import { Remedies } from '../problems/remedies'
import { BackendMark } from './backend-mark'
import { BackendStateMark } from './backend-state'
import { chooseNextStep } from './choose-next-step'
import { useBackends, useRefreshBackends } from './use-backends'
import { useFirstStart, WalkThrough } from './walk-through'

/** What stands where no sandbox is yet: ways to the first one, or what is missing for it. */
export function FirstStart() {
  const { data: backends } = useBackends()
  const { isFirst, finish } = useFirstStart()
  if (!backends) return null
  const isReady = backends.some((backend) => backend.detection.state === 'ready')
  if (isReady && isFirst)
    return (
      <div className="mx-auto w-full max-w-140 px-6 py-12">
        <WalkThrough backends={backends} onFinish={(choice) => void finish(choice)} />
      </div>
    )
  return (
    <div className="mx-auto flex w-full max-w-140 flex-col gap-8 px-6 py-12">
      {isReady ? <StartingPoints /> : <NextStep backends={backends} />}
      <BackendStrip backends={backends} />
    </div>
  )
}

function StartingPoints() {
  const { t } = useTranslation()
  const chooseFolder = useChooseFolder()
  const beginWithFolder = async () => {
    const folder = await chooseFolder('project')
    if (folder) openCreate({ folder })
  }
  return (
    <section>
      <h1 className="text-page font-semibold tracking-[-0.01em]">{t('first.title')}</h1>
      <p className="mt-1 text-muted">{t('first.meaning')}</p>
      <ul className="mt-5 border-y border-line [&>li+li]:border-t [&>li+li]:border-line">
        <StartingPoint icon={Braces} id="language" onChoose={() => openCreate({ template: 'python' })} />
        <StartingPoint icon={Bot} id="agent" onChoose={() => openCreate({ template: 'claude-code' })} />
        <StartingPoint icon={FolderOpen} id="folder" onChoose={() => void beginWithFolder()} />
      </ul>
      <div className="mt-5 flex flex-wrap items-center gap-x-2 gap-y-3 text-muted">
        {t('first.press')} <KeyCap>N</KeyCap> {t('first.or_type')}
        <CommandLine command="agentkernel create my-sandbox" className="w-full" />
      </div>
    </section>
  )
}

function StartingPoint({ icon: Icon, id, onChoose }: { readonly icon: LucideIcon; readonly id: 'language' | 'agent' | 'folder'; readonly onChoose: () => void }) {
  const { t } = useTranslation()
  return (
    <li>
      <button type="button" onClick={onChoose} className="flex w-full items-center gap-3 px-2 py-3 text-left transition-colors outline-offset-[-2px] hover:bg-hover">
        <Icon aria-hidden className="size-5 shrink-0 text-muted" strokeWidth={1.5} />
        <span className="min-w-0">
          <span className="block font-medium">{t(`first.points.${id}.title`)}</span>
          <span className="block text-small text-muted">{t(`first.points.${id}.meaning`)}</span>
        </span>
      </button>
    </li>
  )
}

function NextStep({ backends }: { readonly backends: readonly BackendView[] }) {
  const { t } = useTranslation()
  const text = useText()
  const { refresh, isRefreshing } = useRefreshBackends()
  const next = chooseNextStep(backends)
  return (
    <section>
      <h1 className="text-page font-semibold tracking-[-0.01em]">{t('first.not_ready')}</h1>
      <p className="mt-1 text-muted">{t('first.not_ready_meaning')}</p>
      {next && (
        <div className="mt-5 rounded-md border border-line bg-sunken p-4">
          <p className="mb-3 flex items-center gap-2 font-medium">
            <BackendMark kind={next.kind} className="text-muted" />
            {next.detection.reason ? text(next.detection.reason) : backendTitles[next.kind]}
          </p>
          <Remedies remedies={next.detection.remedies} backend={next.kind} isNextStep />
        </div>
      )}
      <Button className="mt-4" tone={next ? 'plain' : 'primary'} isPending={isRefreshing} onClick={() => void refresh()}>
        {isRefreshing ? t('backends.checking') : t('backends.check')}
      </Button>
    </section>
  )
}

function BackendStrip({ backends }: { readonly backends: readonly BackendView[] }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('backends.title')}>
      <div className="mb-2 flex items-baseline justify-between">
        <h2 className="text-small font-medium text-muted">{t('backends.title')}</h2>
        <Link href="/backends" className="rounded-sm text-small text-accent hover:underline">
          {t('first.all_about')}
        </Link>
      </div>
      <ul className="grid grid-cols-2 gap-x-8 border-t border-line">
        {backends.map(({ kind, detection }) => (
          <li key={kind} className="flex h-9 items-center gap-2.5 border-b border-line">
            <BackendMark kind={kind} className="text-muted" />
            <span className="grow">{backendTitles[kind]}</span>
            <BackendStateMark state={detection.state} />
          </li>
        ))}
      </ul>
    </section>
  )
}

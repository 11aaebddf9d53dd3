import { useMutation } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { SandboxList, SandboxView } from '#contract/sandbox'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { IconButton } from '../../ui/icon-button'
import { Notice } from '../../ui/notice'
import { toErrorData, useText } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { dismissNotice, useListStore } from './list-store'
import { useAdoptable } from './use-adoptable'

/** What has to be said above the list: who does not answer, what ran before, what was found. */
export function ListNotices({ list }: { readonly list: SandboxList }) {
  const dismissed = useListStore((state) => state.dismissedNotices)
  const interrupted = list.sandboxes.filter((sandbox) => sandbox.wasRunning && (sandbox.status === 'stopped' || sandbox.status === 'failed'))
  const notices = list.notices.filter((notice) => !dismissed.includes(JSON.stringify(notice)))
  return (
    <div className="flex flex-col gap-1.5 px-3 pb-3 empty:hidden">
      {list.unreachable.map((each) => (
        <UnreachableNotice key={each.backend} {...each} sandboxes={list.sandboxes} />
      ))}
      {interrupted.length > 0 && !dismissed.includes('resume') && <ResumeNotice sandboxes={interrupted} />}
      {notices.map((notice) => (
        <TextNotice key={JSON.stringify(notice)} notice={notice} />
      ))}
      {!dismissed.includes('adopt') && <AdoptableNotice />}
    </div>
  )
}

function UnreachableNotice({ backend, error, sandboxes }: SandboxList['unreachable'][number] & { readonly sandboxes: readonly SandboxView[] }) {
  const { t } = useTranslation()
  const text = useText()
  const count = sandboxes.filter((sandbox) => sandbox.backend === backend).length
  // It answers, with an error: its rows were asked about one by one.
  if (error.code === 'ENGINE_FAILED') return <ErrorNotice title={t('notices.unlisted', { backend: backendTitles[backend] })} error={error} />
  return (
    <Notice
      tone="caution"
      actions={
        <Link href={`/backends?show=${backend}`} className="inline-flex h-6 items-center rounded-md px-2 text-small font-medium hover:bg-pressed">
          {t('notices.why')}
        </Link>
      }
    >
      <span className="font-medium">{t('notices.unreachable', { backend: backendTitles[backend] })}</span>{' '}
      <span className="text-muted">{count > 0 ? t('notices.unreachable_rows', { count }) : renderError(text, error)}</span>
    </Notice>
  )
}

function ResumeNotice({ sandboxes }: { readonly sandboxes: readonly SandboxView[] }) {
  const { t, i18n } = useTranslation()
  const api = useApi()
  const resume = useMutation({ mutationFn: () => api.sandboxes.resume({}) })
  return (
    <>
      <Notice
        tone="info"
        actions={
          <>
            <Button size="small" isPending={resume.isPending} onClick={() => resume.mutate()}>
              {resume.isPending ? t('notices.resuming') : t('notices.resume', { count: sandboxes.length })}
            </Button>
            <CopyButton text="agentkernel resume" label={t('settings:copy_command', { command: 'agentkernel resume' })} />
            <Dismiss id="resume" />
          </>
        }
      >
        <span className="font-medium">{t('notices.interrupted', { count: sandboxes.length })}</span>{' '}
        <span className="text-muted">{toNames(sandboxes, i18n.language)}</span>
      </Notice>
      {resume.error && <ErrorNotice error={toErrorData(resume.error)} onDismiss={() => resume.reset()} />}
    </>
  )
}

const mostNames = 4

/** The first few, as the language lists them; a mark where there are more. */
function toNames(sandboxes: readonly SandboxView[], locale: string): string {
  const names = sandboxes.slice(0, mostNames).map((sandbox) => sandbox.name)
  return new Intl.ListFormat(locale, { type: sandboxes.length > mostNames ? 'unit' : 'conjunction' }).format(sandboxes.length > mostNames ? [...names, '…'] : names)
}

function TextNotice({ notice }: { readonly notice: SandboxList['notices'][number] }) {
  const text = useText()
  return (
    <Notice tone="info" actions={<Dismiss id={JSON.stringify(notice)} />}>
      {text(notice)}
    </Notice>
  )
}

function AdoptableNotice() {
  const { t } = useTranslation()
  const { length: count } = useAdoptable()
  if (count === 0) return null
  return (
    <Notice
      tone="info"
      actions={
        <>
          <Button size="small" onClick={() => useListStore.setState({ isAdopting: true })}>
            {t('notices.review')}
          </Button>
          <Dismiss id="adopt" />
        </>
      }
    >
      {t('notices.adoptable', { count })}
    </Notice>
  )
}

function Dismiss({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  return <IconButton icon={X} label={t('actions.dismiss')} onClick={() => dismissNotice(id)} className="size-6 [&>svg]:size-3.5" />
}

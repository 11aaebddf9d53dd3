import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Route } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { backendKindSchema } from '#contract/backend-kind'
import type { BackendView } from '#contract/backend'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { Disclosure } from '../../ui/disclosure'
import { formatDuration } from '../../ui/format'
import { useText } from '../../ui/use-text'
import { Remedies } from '../problems/remedies'
import { useSetting } from '../settings/use-setting'
import { BackendMark } from './backend-mark'
import { BackendStateMark } from './backend-state'
import { StrengthMark, toStrength } from './strength'
import { useSelection } from './use-backends'

/** Said once, in `seenNotices` of the settings. */
const notice = 'first-start'

/** Whether this user has not yet been shown what this machine offers. */
export function useFirstStart(): { readonly isFirst: boolean; readonly finish: (choice: string) => Promise<void> } {
  const { settings, set } = useSetting()
  return {
    isFirst: !settings.seenNotices.includes(notice),
    finish: async (choice) => {
      const kind = backendKindSchema.safeParse(choice)
      await set({ defaultBackend: kind.success ? kind.data : null, seenNotices: [...settings.seenNotices, notice] })
    }
  }
}

export interface WalkThroughProps {
  readonly backends: readonly BackendView[]
  readonly onFinish: (choice: string) => void
}

/** Once, before the first sandbox: what this machine offers, how strong each is, what is missing, and where new sandboxes go. */
export function WalkThrough({ backends, onFinish }: WalkThroughProps) {
  const { t } = useTranslation('backends')
  const text = useText()
  const { data: selection } = useSelection()
  const [choice, setChoice] = useState('auto')
  const missing = backends.filter(({ detection }) => detection.state !== 'ready')
  return (
    <section>
      <h1 className="text-page font-semibold tracking-[-0.01em]">{t('walk.title')}</h1>
      <p className="mt-1 text-muted">{t('walk.meaning')}</p>
      <RadioGroup value={choice} onValueChange={(next) => setChoice(String(next))} aria-label={t('window:backends.default')} className="mt-5 flex flex-col border-y border-line [&>*+*]:border-t [&>*+*]:border-line">
        <Choice value="auto" icon={<Route aria-hidden className="size-4 text-muted" strokeWidth={1.75} />} title={t('window:backends.automatic')}>
          {selection && text(selection.why)}
        </Choice>
        {backends
          .filter(({ detection }) => detection.state === 'ready')
          .map((backend) => (
            <ReadyChoice key={backend.kind} backend={backend} />
          ))}
      </RadioGroup>
      <Button tone="primary" size="large" className="mt-5" onClick={() => onFinish(choice)}>
        {t('walk.continue')}
      </Button>
      {missing.length > 0 && (
        <div className="mt-8">
          <h2 className="pb-2 text-small font-medium text-faint">{t('walk.missing')}</h2>
          <ul className="border-t border-line">
            {missing.map((backend) => (
              <MissingBackend key={backend.kind} backend={backend} />
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function ReadyChoice({ backend }: { readonly backend: BackendView }) {
  const { t, i18n } = useTranslation('backends')
  const { kind, detection, measuredBootMs } = backend
  const facts = [
    detection.version !== undefined && t('window:backends.version', { version: detection.version }),
    measuredBootMs !== undefined && t('window:backends.boot', { time: formatDuration(measuredBootMs, i18n.language) })
  ].filter((fact) => fact !== false)
  return (
    <Choice value={kind} icon={<BackendMark kind={kind} className="text-muted" />} title={backendTitles[kind]}>
      <span className="flex flex-wrap items-center gap-x-1.5">
        <StrengthMark strength={toStrength(backend)} />
        {facts.length > 0 && <span>{`· ${facts.join(' · ')}`}</span>}
      </span>
    </Choice>
  )
}

function Choice({ value, icon, title, children }: { readonly value: string; readonly icon: ReactNode; readonly title: string; readonly children: ReactNode }) {
  return (
    <Radio.Root value={value} className="group flex w-full items-center gap-3 px-2 py-3 text-left transition-colors outline-offset-[-2px] hover:bg-hover data-checked:bg-hover">
      <span aria-hidden className="flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong group-data-checked:border-accent-fill group-data-checked:bg-accent-fill">
        <span className="size-1.5 rounded-full bg-on-accent opacity-0 group-data-checked:opacity-100" />
      </span>
      {icon}
      <span className="min-w-0 grow">
        <span className="block font-medium">{title}</span>
        <span className="block text-small text-muted">{children}</span>
      </span>
    </Radio.Root>
  )
}

function MissingBackend({ backend: { kind, detection, isolation } }: { readonly backend: BackendView }) {
  const { t } = useTranslation('backends')
  const text = useText()
  return (
    <li className="border-b border-line py-2.5">
      <div className="flex items-center gap-2.5">
        <BackendMark kind={kind} className="text-muted" />
        <span className="grow">{backendTitles[kind]}</span>
        <BackendStateMark state={detection.state} />
      </div>
      <div className="pl-6.5 text-small text-muted">
        <p>{detection.reason && text(detection.reason)}</p>
        {detection.remedies.length > 0 && (
          <Disclosure label={t(isolation === 'own-kernel' ? 'walk.get_stronger' : 'walk.get')} className="mt-1">
            <Remedies remedies={detection.remedies} backend={kind} />
          </Disclosure>
        )}
      </div>
    </li>
  )
}

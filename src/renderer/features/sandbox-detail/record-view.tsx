import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { CommandLine } from '../../ui/command-line'
import { CopyButton } from '../../ui/copy-button'
import { Segmented } from '../../ui/segmented'
import { toErrorData } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'

const sources = ['record', 'engine'] as const

/** What is written down of it and what its engine says, as they are. */
export function RecordView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const api = useApi()
  const [source, setSource] = useState<(typeof sources)[number]>('record')
  const { data, error } = useQuery({
    queryKey: ['raw', sandbox.id, sandbox.status, sandbox.name],
    queryFn: ({ signal }) => api.sandboxes.raw({ sandbox: sandbox.id }, { signal })
  })
  const text = data?.[source]
  return (
    <div className="flex min-h-0 grow flex-col gap-3 p-4">
      <div className="w-64 max-w-full">
        <Segmented label={t('detail:record.source')} value={source} options={sources.map((value) => ({ value, label: t(`detail:record.sources.${value}`) }))} onChange={setSource} />
      </div>
      {error && <ErrorNotice error={toErrorData(error)} />}
      {data && text === null && <p className="text-muted">{t('detail:record.no_engine')}</p>}
      {typeof text === 'string' && (
        <div className="relative flex min-h-0 grow flex-col">
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys */}
          <pre tabIndex={0} aria-label={t(`detail:record.sources.${source}`)} className="min-h-0 grow overflow-auto rounded-md border border-line bg-sunken p-3 text-small leading-5">
            {text}
          </pre>
          <CopyButton text={text} className="absolute top-2 right-3 bg-raised shadow-float" />
        </div>
      )}
      <CommandLine command={`agentkernel info ${quoteWord(sandbox.name)} --json`} isSingleLine />
    </div>
  )
}

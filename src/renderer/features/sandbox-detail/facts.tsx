import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { backendTitles } from '../../ui/backend-titles'
import { formatBytes, formatDuration } from '../../ui/format'
import { RelativeTime } from '../../ui/relative-time'
import { BackendMark } from '../backends/backend-mark'
import { quoteWord } from '../create/to-command-line'
import { Fact, FactList } from './fact-list'
import { ImageFacts } from './image-facts'

/** What it was made from and where it lives. */
export function Facts({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t, i18n } = useTranslation()
  const { spec } = sandbox
  return (
    <FactList>
      <ImageFacts sandbox={sandbox} />
      <Fact label={t('sandboxes:columns.backend')}>
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <BackendMark kind={sandbox.backend} className="text-muted" />
          {backendTitles[sandbox.backend]}
          <span className="text-muted">{t(`isolation.${sandbox.isolation}`)}</span>
        </span>
      </Fact>
      <Fact label={t('detail.endpoint')} isCode>
        {sandbox.endpoint}
      </Fact>
      <Fact label={t('detail.resources')}>
        {t('detail.vcpus', { count: spec.vcpus })}, {formatBytes(spec.memoryMb * 1024 * 1024, i18n.language)}
      </Fact>
      <Fact label={t('detail.profile')}>{t(`profile.${spec.profile}`)}</Fact>
      <Fact label={t('create.network')}>{t(spec.network ? 'detail.network_on' : 'detail.network_off')}</Fact>
      {sandbox.bootMs !== undefined && (
        <Fact label={t('detail.boot')}>
          {formatDuration(sandbox.bootMs, i18n.language)} <span className="text-muted">{t('detail.boot_meaning')}</span>
        </Fact>
      )}
      {sandbox.startedAt !== undefined && sandbox.status === 'running' && (
        <Fact label={t('detail.started')}>
          <RelativeTime at={sandbox.startedAt} />
        </Fact>
      )}
      <Fact label={t('detail.created')}>
        <RelativeTime at={sandbox.createdAt} />
      </Fact>
      {spec.workingDirectory !== null && (
        <Fact label={t('detail.directory')} isCode>
          {spec.workingDirectory}
        </Fact>
      )}
      {spec.copiedFrom !== null && (
        <Fact label={t('detail.copied_from')} isCode>
          {spec.copiedFrom}
        </Fact>
      )}
      {spec.user !== null && (
        <Fact label={t('detail.user')} isCode>
          {spec.user}
        </Fact>
      )}
      {spec.command !== null && (
        <Fact label={t('detail.command')} isCode>
          {spec.command.map(quoteWord).join(' ')}
        </Fact>
      )}
    </FactList>
  )
}

import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ImageView } from '#contract/image'
import type { ImageLabels, ImageOrigin } from '#contract/image-origin'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { CopyButton } from '../../ui/copy-button'
import { RelativeTime } from '../../ui/relative-time'
import { Tooltip } from '../../ui/tooltip'
import { useImagesOf } from '../images/use-images'
import { useTellFailure } from '../problems/use-tell-failure'
import { Fact } from './fact-list'

/** By which name it was asked for, and exactly which image that was. */
export function ImageFacts({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation('detail')
  const { spec, madeOf: origin } = sandbox
  const moved = useMoved(sandbox)
  return (
    <>
      <Fact label={t('sandboxes:columns.image')} isCode>
        <span className="inline-flex max-w-full flex-wrap items-center gap-x-3">
          {spec.image}
          {origin && <Digest whole={toExactName(origin)} />}
        </span>
        {moved && (
          <span className="flex flex-wrap items-center gap-x-2 font-sans text-small text-muted">
            {t('image.moved')}
            <span className="font-mono">
              <Digest whole={toExactName(moved)} />
            </span>
          </span>
        )}
      </Fact>
      {origin && hasWords(origin) && (
        <Fact label={t('image.says')}>
          <ImageWords origin={origin} />
        </Fact>
      )}
    </>
  )
}

function toExactName({ id, repoDigests }: Pick<ImageOrigin, 'id' | 'repoDigests'>): string {
  return repoDigests[0] ?? id
}

/** The image that the sandbox's name for it means by now, where that is another. */
function useMoved({ name, backend, madeOf, isStale }: SandboxView): ImageView | undefined {
  const { data: images } = useImagesOf(backend, madeOf !== undefined && !isStale)
  return images?.find(({ id, usedBy }) => id !== madeOf?.id && usedBy.includes(name))
}

/** Short to look at, whole to copy: as another sandbox takes it for its image. */
function Digest({ whole }: { readonly whole: string }) {
  const { t } = useTranslation('detail')
  const digest = whole.slice(whole.lastIndexOf(':') + 1)
  return (
    <span className="inline-flex h-5 items-center gap-0.5 text-muted">
      <Tooltip text={<span className="font-mono [overflow-wrap:anywhere]">{whole}</span>}>
        <span>sha256:{digest.slice(0, 12)}</span>
      </Tooltip>
      <CopyButton text={whole} label={t('image.copy')} />
    </span>
  )
}

function hasWords({ builtAt, labels }: ImageOrigin): boolean {
  return builtAt !== undefined || Object.keys(labels).length > 0
}

const shown = ['version', 'revision', 'vendor', 'licenses'] as const satisfies readonly (keyof ImageLabels)[]

/** Anybody's text: said to be the image's, and never laid out as ours. */
function ImageWords({ origin: { builtAt, labels } }: { readonly origin: ImageOrigin }) {
  const { t } = useTranslation('detail')
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap gap-x-4">
        {builtAt !== undefined && (
          <span>
            <span className="text-muted">{t('image.built')}</span> <RelativeTime at={builtAt} />
          </span>
        )}
        {shown.map((name) => {
          const text = labels[name]
          return (
            text !== undefined && (
              <span key={name}>
                <span className="text-muted">{t(`image.${name}`)}</span> <bdi>{text}</bdi>
              </span>
            )
          )
        })}
      </span>
      {labels.source !== undefined && <Source text={labels.source} />}
      {Object.keys(labels).length > 0 && <span className="text-small text-muted">{t('image.unchecked')}</span>}
    </span>
  )
}

/** Opened as every link from elsewhere: the host asks first, and names the place. */
function Source({ text }: { readonly text: string }) {
  const { t } = useTranslation('detail')
  const api = useApi()
  const tellFailure = useTellFailure()
  const url = URL.canParse(text) ? new URL(text) : null
  const open = (to: URL): void => void api.host.openExternal({ url: to.href }).catch((thrown: unknown) => tellFailure(t('window:problems.not_opened', { what: to.host }), thrown))
  return (
    <span>
      <span className="text-muted">{t('image.source')}</span>{' '}
      {url?.protocol === 'https:' ? (
        <button type="button" onClick={() => open(url)} className="inline-flex items-center gap-1 rounded-sm text-left hover:text-accent hover:underline">
          <bdi>{text}</bdi>
          <ExternalLink aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      ) : (
        <bdi>{text}</bdi>
      )}
    </span>
  )
}

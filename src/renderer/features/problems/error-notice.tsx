import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { backendKindSchema } from '#contract/backend-kind'
import type { ErrorData } from '#contract/errors'
import { renderError } from '#locales/index'
import { CopyButton } from '../../ui/copy-button'
import { Disclosure } from '../../ui/disclosure'
import { IconButton } from '../../ui/icon-button'
import { Notice } from '../../ui/notice'
import { useText } from '../../ui/use-text'
import { Remedies } from './remedies'

export interface ErrorNoticeProps {
  readonly error: ErrorData
  /** What was tried, when the sentence alone does not say it. */
  readonly title?: string
  readonly actions?: ReactNode
  readonly onDismiss?: () => void
  readonly className?: string
}

/** A failure in place: the sentence, what to do, and the technical detail one click away. */
export function ErrorNotice({ error, title, actions, onDismiss, className }: ErrorNoticeProps) {
  const { t } = useTranslation()
  const text = useText()
  const sentence = renderError(text, error)
  const detail = JSON.stringify({ code: error.code, params: error.params, because: error.because }, null, 2)
  return (
    <Notice
      tone="negative"
      isUrgent
      className={className ?? ''}
      actions={
        <>
          {actions}
          {onDismiss && <IconButton icon={X} label={t('actions.dismiss')} onClick={onDismiss} className="size-6 [&>svg]:size-3.5" />}
        </>
      }
    >
      {title !== undefined && <p className="font-medium">{title}</p>}
      <p data-selectable className={title === undefined ? 'font-medium' : ''}>
        {sentence}
      </p>
      {error.remedies.length > 0 && (
        <div className="mt-2.5">
          <Remedies remedies={error.remedies} backend={findBackend(error)} />
        </div>
      )}
      <Disclosure label={t('problems.detail')} className="mt-1.5">
        <div className="flex items-start gap-1">
          <pre className="min-w-0 grow text-small [overflow-wrap:anywhere] whitespace-pre-wrap text-muted">{detail}</pre>
          <CopyButton text={`${sentence}\n${detail}`} label={t('problems.copy_detail')} />
        </div>
      </Disclosure>
    </Notice>
  )
}

function findBackend(error: ErrorData): BackendKind | undefined {
  return backendKindSchema.safeParse(error.params['backend']).data
}

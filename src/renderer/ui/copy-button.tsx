import { Check, Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'
import { useCopy } from './use-copy'

export interface CopyButtonProps {
  /** A function where the text is long and changes all the time. */
  readonly text: string | (() => string)
  readonly label?: string
  readonly className?: string
}

export function CopyButton({ text, label, className }: CopyButtonProps) {
  const { t } = useTranslation()
  const { isCopied, copy } = useCopy()
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? t('actions.copied') : (label ?? t('actions.copy'))}
      onClick={() => copy(typeof text === 'string' ? text : text())}
      className={`size-6 [&>svg]:size-3.5 ${isCopied ? 'text-positive' : ''} ${className ?? ''}`}
    />
  )
}

import { Check, Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'
import { useCopy } from './use-copy'

export function CopyButton({ text, label, className }: { readonly text: string; readonly label?: string; readonly className?: string }) {
  const { t } = useTranslation()
  const { isCopied, copy } = useCopy()
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? t('actions.copied') : (label ?? t('actions.copy'))}
      onClick={() => copy(text)}
      className={`size-6 [&>svg]:size-3.5 ${isCopied ? 'text-positive' : ''} ${className ?? ''}`}
    />
  )
}

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useTellFailure } from '../problems/use-tell-failure'
import { useChangeSettings, useSettings } from '../settings/use-settings'

/** In pixels, as settings take them. */
const sizes = { least: 8, usual: 13, most: 32 }

interface TerminalText {
  readonly isScreenReader: boolean
  readonly resize: (by: number) => void
  readonly toggleScreenReader: () => void
}

/** How terminals show their text, kept in settings at once. */
export function useTerminalText(): TerminalText {
  const { t } = useTranslation('settings')
  const { terminalFontSize: size = sizes.usual, terminalScreenReader: isScreenReader = false } = useSettings() ?? {}
  const change = useChangeSettings()
  const tellFailure = useTellFailure()
  return useMemo(() => {
    const keep = (patch: Parameters<typeof change>[0]) => void change(patch).catch((thrown: unknown) => tellFailure(t('not_kept'), thrown))
    return {
      isScreenReader,
      resize: (by) => keep({ terminalFontSize: Math.min(sizes.most, Math.max(sizes.least, size + by)) }),
      toggleScreenReader: () => keep({ terminalScreenReader: !isScreenReader })
    }
  }, [t, size, isScreenReader, change, tellFailure])
}

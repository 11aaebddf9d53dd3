import { KeyRound, ListChecks } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useActions } from '../palette/action-registry'
import { askForSecret } from './secret-store'

/** The vault, from anywhere. */
export function useSecretActions(): void {
  const { t } = useTranslation('secrets')
  const [, navigate] = useLocation()
  useActions(
    'secrets',
    useMemo(
      () => [
        { id: 'secrets.add', group: 'settings', title: t('add_title'), icon: KeyRound, command: 'agentkernel secret set NAME', run: () => askForSecret(null) },
        { id: 'secrets.show', group: 'settings', title: t('show'), icon: ListChecks, command: 'agentkernel secret list', run: () => navigate('/settings?show=secrets') }
      ],
      [t, navigate]
    )
  )
}

import { useEffect } from 'react'
import { useSettings } from '../features/settings/use-settings'

/** Motion that is not wanted is switched off by the style sheet, as where the system asks for that. */
export function useMotion(): void {
  const motion = useSettings()?.motion ?? 'system'
  useEffect(() => {
    document.documentElement.dataset['motion'] = motion
  }, [motion])
}

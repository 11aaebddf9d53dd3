import { useCallback } from 'react'
import { create } from 'zustand'
import type { ErrorData } from '#contract/errors'
import { settingsSchema, type Settings, type SettingsPatch } from '#contract/settings'
import { toErrorData } from '../../ui/use-text'
import { useChangeSettings, useSettings } from './use-settings'

/** Why the last change could not be kept; null when it could. */
export const useSettingFailure = create<{ readonly error: ErrorData | null }>(() => ({ error: null }))

const untouched = settingsSchema.parse({})

/** The settings and how to change one: kept at once, taken back and told of where that fails. */
export function useSetting(): { readonly settings: Settings; readonly set: (patch: SettingsPatch) => Promise<ErrorData | null> } {
  const settings = useSettings() ?? untouched
  const change = useChangeSettings()
  const set = useCallback(
    async (patch: SettingsPatch) => {
      try {
        await change(patch)
        useSettingFailure.setState({ error: null })
        return null
      } catch (thrown) {
        const error = toErrorData(thrown)
        useSettingFailure.setState({ error })
        return error
      }
    },
    [change]
  )
  return { settings, set }
}

/** The command that makes the same choice. */
export function toConfigCommand(key: keyof Settings, value: Settings[keyof Settings]): string {
  const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const word = String(value)
  const quoted = /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
  return value === null ? `agentkernel config unset ${name}` : `agentkernel config set ${name} ${quoted}`
}

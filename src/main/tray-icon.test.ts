import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findTrayIcon, isPanelDark, type PanelHints } from './tray-icon'

const icons = fileURLToPath(new URL('../../resources/icons', import.meta.url))

const states = ['none', 'idle', 'running', 'attention'] as const

test('every state is drawn for every panel, at both sizes', () => {
  const files = states.flatMap((state) => (['linux', 'win32', 'darwin'] as const).flatMap((platform) => [true, false].map((isDark) => findTrayIcon(state, platform, isDark))))
  const names = files.flatMap((file) => [file, file.replace('.png', '@2x.png')])
  expect(names.filter((name) => !existsSync(path.join(icons, name)))).toEqual([])
})

test('AppKit colours only what is named so', () => {
  for (const state of states) expect(findTrayIcon(state, 'darwin', false)).toMatch(/Template\.png$/)
})

describe('the panel', () => {
  const hints: PanelHints = { platform: 'linux', desktop: 'KDE', isIntegratedDark: undefined, isDark: false, theme: 'system' }

  test('is as the system is where the system tells', () => {
    expect(isPanelDark(hints)).toBe(false)
    expect(isPanelDark({ ...hints, isDark: true })).toBe(true)
    expect(isPanelDark({ ...hints, platform: 'win32', isIntegratedDark: true })).toBe(true)
  })

  test('of GNOME is dark always', () => {
    expect(isPanelDark({ ...hints, desktop: 'ubuntu:GNOME' })).toBe(true)
  })

  test('is not what our own theme says', () => {
    expect(isPanelDark({ ...hints, theme: 'light' })).toBe(true)
  })
})

import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import { createI18n, createTranslate } from '#locales/index'
import { createMenuTemplate } from './menu'

const translate = createTranslate(createI18n('en'))

function itemsOf(platform: NodeJS.Platform, isDevelopment = false): MenuItemConstructorOptions[] {
  const template = createMenuTemplate({ platform, isDevelopment, translate, send: () => undefined, openLogs: () => undefined })
  return template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
}

describe('the menu', () => {
  test.each(['linux', 'win32'] as const)('takes no plain Ctrl and letter from the terminal on %s', (platform) => {
    const taken = itemsOf(platform).filter(({ registerAccelerator }) => registerAccelerator !== false)
    const plain = taken.map(({ accelerator }) => accelerator).filter((keys) => /^(Ctrl|CmdOrCtrl|CommandOrControl)\+[A-Z]$/.test(String(keys)))
    expect(plain).toEqual([])
    // Roles bring accelerators of their own unless they are overridden.
    for (const role of ['copy', 'cut', 'paste', 'selectAll', 'undo', 'redo']) expect(taken.some((item) => item.role === role)).toBe(false)
    for (const role of ['close', 'quit']) expect(taken.find((item) => item.role === role)?.accelerator).toMatch(/^Ctrl\+Shift\+/)
  })

  test('has its edit keys on macOS, where pages get them from the menu', () => {
    expect(itemsOf('darwin').find(({ role }) => role === 'copy')).toMatchObject({ registerAccelerator: true })
  })

  test('offers developer tools and reload in development only', () => {
    expect(itemsOf('linux').some(({ role }) => role === 'toggleDevTools' || role === 'reload')).toBe(false)
    expect(itemsOf('linux', true).some(({ role }) => role === 'toggleDevTools')).toBe(true)
  })

  test('names everything', () => {
    const labels = itemsOf('linux').map(({ label = '' }) => label)
    expect(labels.filter((label) => label.includes('menu.'))).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import type { BackendView } from '#contract/backend'
import { createI18n, createTranslate } from '#locales/index'
import { createSandbox, minutesAgo } from '../renderer/testing/fake-data'
import { createTrayMenu, emptyTrayData as nothing, listShownRunning, toTrayState, toTrayTip, type TrayItem } from './tray-menu'

const translate = createTranslate(createI18n('en'))
const docker: BackendView = {
  kind: 'docker',
  isolation: 'shared-kernel',
  detection: { state: 'ready', version: '27.1', remedies: [], attempts: [], warnings: [] },
  checkedAt: minutesAgo(0),
  isSelected: true,
  sandboxCount: 0
}
const podman: BackendView = { ...docker, kind: 'podman', detection: { ...docker.detection, state: 'stopped' } }

const labels = (items: readonly TrayItem[]): string[] => items.map(({ label = '—' }) => label)
const find = (items: readonly TrayItem[], label: string): TrayItem | undefined => items.find((item) => item.label === label)

describe('the tray menu', () => {
  test('offers what needs no sandbox when there is none', () => {
    expect(labels(createTrayMenu(nothing, translate))).toEqual(['New sandbox…', 'Quick run…', '—', 'Open AgentKernel', 'Settings', '—', 'Quit AgentKernel'])
  })

  test('has the six newest sandboxes, by when they last started, and the rest as a number', () => {
    const sandboxes = Array.from({ length: 8 }, (_, index) => createSandbox(`box-${index}`, { createdAt: minutesAgo(100 + index) }))
    const started = createSandbox('started', { status: 'running', createdAt: minutesAgo(500), startedAt: minutesAgo(1) })
    const items = createTrayMenu({ ...nothing, sandboxes: [...sandboxes, started] }, translate)
    expect(labels(items).slice(3, 11)).toEqual(['started · Running', 'box-0 · Stopped', 'box-1 · Stopped', 'box-2 · Stopped', 'box-3 · Stopped', 'box-4 · Stopped', '3 more sandboxes', 'Stop all (1)…'])
  })

  test('offers to stop all only where something runs that can be stopped', () => {
    expect(labels(createTrayMenu({ ...nothing, sandboxes: [createSandbox('web', { status: 'starting' })] }, translate)).join()).not.toContain('Stop all')
  })

  test('does to a running sandbox what can be done to it, and tells what it is', () => {
    const sandbox = createSandbox('web', { status: 'running', spec: { vcpus: 2, memoryMb: 1024, image: 'node:22', copiedFrom: '/home/ada/web' } })
    const items = find(createTrayMenu({ ...nothing, sandboxes: [sandbox] }, translate), 'web · Running')?.items ?? []
    expect(labels(items)).toEqual(['Open shell', 'Stop', 'Restart', '—', 'Show', 'Open folder', 'Logs', '—', 'Docker · node:22', '2 CPUs · 1024 MB memory', '—', 'Remove…'])
    expect(find(items, 'Stop')?.action).toEqual({ does: 'stop', sandbox: sandbox.id })
    expect(find(items, 'Open shell')?.action).toEqual({ does: 'ask-window', request: { command: 'open-terminal', sandbox: sandbox.id } })
    expect(find(items, 'Remove…')?.action).toEqual({ does: 'ask-window', request: { command: 'remove-sandbox', sandbox: sandbox.id } })
    expect(find(items, 'Docker · node:22')?.action).toBeUndefined()
  })

  test('begins the submenu of a running sandbox with what it used, and when that was read', () => {
    const [web, idle] = [createSandbox('web', { status: 'running' }), createSandbox('idle')]
    const usage = new Map([web, idle].map(({ id }) => [id, { id, cpuPercent: 12.6, memoryBytes: 190 * 1_048_576, memoryLimitBytes: null, processes: null, at: '2026-01-31T10:00:00.000Z' }]))
    const items = createTrayMenu({ ...nothing, sandboxes: [web, idle], usage }, translate)
    const first = (name: string) => find(items, name)?.items?.[0]
    expect(first('web · Running')?.label).toMatch(/^CPU 13 % · 190 MB memory, at \d/)
    expect(first('web · Running')?.action).toBeUndefined()
    expect(first('idle · Stopped')?.label).toBe('Open shell')
  })

  test('tells the time as the chosen language writes it', () => {
    const web = createSandbox('web', { status: 'running' })
    const usage = new Map([[web.id, { id: web.id, cpuPercent: 1, memoryBytes: 1, memoryLimitBytes: null, processes: null, at: '2026-01-31T15:00:00.000Z' }]])
    const timeIn = (language: string) => createTrayMenu({ ...nothing, sandboxes: [web], usage }, createTranslate(createI18n(language))).find(({ items }) => items)?.items?.[0]?.label?.split(/, (?:at|um) /)[1]
    const written = (language: string) => new Date('2026-01-31T15:00:00.000Z').toLocaleTimeString(language, { timeStyle: 'short' })
    expect([timeIn('en'), timeIn('de')]).toEqual([written('en'), written('de')])
    expect(timeIn('en')).not.toBe(timeIn('de'))
  })

  test('has figures read for the running ones that have a submenu, and no others', () => {
    const sandboxes = Array.from({ length: 8 }, (_, index) => createSandbox(`box-${index}`, { status: index % 2 === 0 ? 'running' : 'stopped', createdAt: minutesAgo(100 + index), startedAt: minutesAgo(100 + index) }))
    const ids = (names: readonly string[]) => names.flatMap((name) => sandboxes.find((sandbox) => sandbox.name === name)?.id ?? [])
    expect(listShownRunning({ sandboxes })).toEqual(ids(['box-0', 'box-2', 'box-4']))
  })

  test('offers nothing that cannot be done to a sandbox that stands still, has no folder or is out of reach', () => {
    const itemsOf = (status: 'stopped' | 'unknown') => createTrayMenu({ ...nothing, sandboxes: [createSandbox('a', { status })] }, translate)[3]?.items ?? []
    const offered = (status: 'stopped' | 'unknown') => itemsOf(status).flatMap(({ label, action }) => (action && label !== undefined ? [label] : []))
    expect(offered('stopped')).toEqual(['Start', 'Show', 'Logs', 'Remove…'])
    expect(offered('unknown')).toEqual(['Show', 'Logs'])
  })

  test('tells the backends with their states', () => {
    expect(labels(createTrayMenu({ ...nothing, backends: [docker, podman] }, translate))).toEqual(expect.arrayContaining(['Docker 27.1 · Ready', 'Podman · Not running']))
  })

  test('is the same data for the same data', () => {
    const data = { ...nothing, sandboxes: [createSandbox('a')], backends: [docker] }
    expect(JSON.stringify(createTrayMenu(data, translate))).toBe(JSON.stringify(createTrayMenu(structuredClone(data), translate)))
  })
})

describe('the state of the icon', () => {
  const running = createSandbox('web', { status: 'running' })

  test.each([
    ['idle', nothing, 'AgentKernel: nothing runs'],
    ['none', { ...nothing, backends: [podman] }, 'AgentKernel: no backend is ready'],
    ['running', { ...nothing, sandboxes: [running], backends: [podman] }, 'AgentKernel: 1 sandbox runs'],
    ['attention', { ...nothing, sandboxes: [running], unseen: [running.id] }, 'AgentKernel: look at web'],
    ['attention', { ...nothing, sandboxes: [running], waiting: [running.id] }, 'AgentKernel: web waits for you']
  ] as const)('is %s, and said', (state, data, tip) => {
    expect(toTrayState(data)).toBe(state)
    expect(toTrayTip(data, translate)).toBe(tip)
  })
})

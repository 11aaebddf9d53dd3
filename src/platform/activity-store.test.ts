import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ActivityEntry } from '#contract/activity'
import type { ActivityStore } from '#core/ports'
import { createActivityStore } from './activity-store'
import { createClock } from './clock'

let directory = ''
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'agentkernel-activity-')), 'home')
})
afterEach(() => rmSync(dirname(directory), { recursive: true }))

const open = (limits = { fileBytes: 1_048_576, fullFiles: 4 }): ActivityStore => createActivityStore({ directory, clock: createClock(), limits })

function entry(id: string, changes: Partial<ActivityEntry> = {}): ActivityEntry {
  return { id, at: '2026-01-02T03:04:05.000Z', durationMs: 7, actor: 'command', action: 'sandboxes.start', subject: 'box', outcome: 'done', ...changes }
}

const ids = async (store: ActivityStore): Promise<string[]> => (await store.read()).map(({ id }) => id)

describe('what is kept of what was done', () => {
  it('is read in the order it was written, by whichever process', async () => {
    const [one, other] = [open(), open()]
    expect(await ids(one)).toEqual([])
    await one.append(entry('1', { detail: 'a word' }))
    await other.append(entry('2'))
    expect(await one.read()).toEqual([entry('1', { detail: 'a word' }), entry('2')])
  })

  it('is closed to others, and holds no secret', async () => {
    await open().append(entry('1', { subject: 'https://user:pa55word@registry.example/x' }))
    expect([statSync(directory).mode & 0o777, statSync(join(directory, 'activity.jsonl')).mode & 0o777]).toEqual([0o700, 0o600])
    expect(readFileSync(join(directory, 'activity.jsonl'), 'utf8')).not.toContain('pa55word')
  })

  it('goes on after a line that is none', async () => {
    const store = open()
    await store.append(entry('1'))
    appendFileSync(join(directory, 'activity.jsonl'), '{"id":"torn\n{"id":7}\n')
    await store.append(entry('2'))
    expect(await ids(store)).toEqual(['1', '2'])
  })

  it('forgets the oldest file, and no more, when the files are full', async () => {
    const store = open({ fileBytes: 600, fullFiles: 2 })
    for (let index = 0; index < 20; index += 1) await store.append(entry(String(index)))
    const kept = await ids(store)
    expect(kept.at(-1)).toBe('19')
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => String(20 - kept.length + index)))
    expect(kept.length).toBeLessThan(20)
    expect(readdirSync(directory).filter((name) => /\.\d\.jsonl$/.test(name)).sort()).toEqual(['activity.1.jsonl', 'activity.2.jsonl'])
  })

  it('loses nothing while many write and files are moved aside', async () => {
    const stores = Array.from({ length: 4 }, () => open({ fileBytes: 2_000, fullFiles: 50 }))
    await Promise.all(stores.flatMap((store, writer) => Array.from({ length: 25 }, (_, index) => store.append(entry(`${writer}-${index}`)))))
    expect(new Set(await ids(open({ fileBytes: 2_000, fullFiles: 50 }))).size).toBe(100)
  })

  it('keeps of an entry that is too long what it was about', async () => {
    const store = open()
    await store.append(entry('1', { subject: 's'.repeat(20_000), outcome: 'failed', error: { code: 'ENGINE_FAILED', params: { detail: 'x'.repeat(50_000), more: 'y'.repeat(50_000) }, remedies: [] } }))
    expect(await store.read()).toEqual([entry('1', { subject: 's'.repeat(256), outcome: 'failed', error: { code: 'ENGINE_FAILED', params: {}, remedies: [] } })])
  })

  it('stays readable whatever an engine said', async () => {
    const store = open()
    const detail = `-----BEGIN PRIVATE KEY-----\nMIIE "${'long '.repeat(3_000)}`
    await store.append(entry('1', { outcome: 'failed', error: { code: 'ENGINE_FAILED', params: { detail }, remedies: [] } }))
    expect(await ids(store)).toEqual(['1'])
    expect(readFileSync(join(directory, 'activity.jsonl'), 'utf8')).not.toContain('MIIE')
  })

  it('is told as it comes, by another process too, and nothing of the past', async () => {
    const store = open()
    await store.append(entry('past'))
    const stop = new AbortController()
    const told: string[] = []
    const watching = (async () => {
      for await (const { id } of store.watch(stop.signal)) told.push(id)
    })()
    // Whoever watches says nothing when it has begun: what comes is written until it is told.
    let written = 0
    await expect.poll(async () => {
      await open().append(entry(`new-${written++}`))
      return told.length
    }).toBeGreaterThan(0)
    await expect.poll(() => told.at(-1)).toBe(`new-${written - 1}`)
    stop.abort()
    await watching
    expect(told).not.toContain('past')
    expect(new Set(told).size).toBe(told.length)
  })
})

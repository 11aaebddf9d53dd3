import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { createClock } from './clock'
import { createFileLog, type FileLog } from './log'
import { redact, redactText } from './redact'

let directory = ''
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'agentkernel-log-')), 'logs')
})
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }))

const open = (): FileLog => createFileLog({ directory, name: 'command', clock: { ...createClock(), now: () => Date.parse('2026-01-02T03:04:05Z') } })
const lines = (): string[] => readFileSync(join(directory, 'command.log'), 'utf8').trimEnd().split('\n')

describe('the log', () => {
  it('makes nothing until something is said, then one private line for each', async () => {
    const log = open()
    await log.flush()
    expect(readdirSync(join(directory, '..'))).toEqual([])
    log.info('started', { version: '1' })
    log.warn('first\nsecond')
    log.error('100% %s %d', { detail: '%c' })
    await log.flush()
    expect(lines()).toEqual([
      '2026-01-02T03:04:05.000Z info  started {"version":"1"}',
      '2026-01-02T03:04:05.000Z warn  first second',
      '2026-01-02T03:04:05.000Z error 100% %s %d {"detail":"%c"}'
    ])
    expect(statSync(join(directory, 'command.log')).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('never holds a secret, by key, by value or by shape', async () => {
    const log = open()
    log.addSecret('hunter2-hunter2')
    log.error('login with hunter2-hunter2 failed at https://user:pa55word@registry.example', {
      password: 'one', nested: { apiKey: 'two', environment: { TOKEN: 'three' } }, headers: { Authorization: 'Bearer abcdefghijk' }, list: ['Bearer abcdefghijk'],
      error: new AppError('ENGINE_FAILED', { detail: 'hunter2-hunter2' }, { cause: new Error('cause hunter2-hunter2') })
    })
    await log.flush()
    const text = lines().join('\n')
    for (const secret of ['hunter2', 'pa55word', '"one"', '"two"', 'three', 'abcdefghijk']) expect(text).not.toContain(secret)
    for (const kept of ['registry.example', 'ENGINE_FAILED', 'TOKEN', 'cause']) expect(text).toContain(kept)
  })

  it('stays small: it turns over, and the oldest goes', async () => {
    const log = open()
    for (let index = 0; index < 1_200; index++) log.info('x'.repeat(8_000), { index })
    await log.flush()
    const sizes = readdirSync(directory).map((name) => statSync(join(directory, name)).size)
    expect(readdirSync(directory).toSorted()).toEqual(['command.1.log', 'command.2.log', 'command.log'])
    expect(Math.max(...sizes)).toBeLessThan(2.1 * 1_048_576)
    expect(lines().at(-1)).toContain('"index":1199')
  })

  it('does not end what it tells about when it cannot be written', async () => {
    writeFileSync(directory, 'a file where the folder should be')
    const log = open()
    log.error('something')
    await expect(log.flush()).resolves.toBeUndefined()
  })
})

describe('redaction', () => {
  it('bears cycles, depth, size, bytes and odd values', () => {
    const cycle: Record<string, unknown> = { name: 'a', big: 1n, bytes: new Uint8Array(3), no: null, run: () => 1 }
    cycle['self'] = cycle
    expect(JSON.stringify(redact(cycle))).toContain('"self":"…"')
    expect(JSON.stringify(redact({ a: { a: { a: { a: { a: { a: { a: { a: 'deep' } } } } } } } }))).not.toContain('deep')
    expect(String(redact('x'.repeat(100_000))).length).toBeLessThan(9_000)
  })

  it('takes out what would act on a terminal or mislead the eye', () => {
    expect(redactText('a\u001b[31mb\u202ec\u0007d\te')).toBe('a\ufffd[31mb\ufffdc\ufffdd\te')
  })

  it('hides a key that was cut off, and leaves short values alone', () => {
    expect(redactText('-----BEGIN RSA PRIVATE KEY-----\nabc')).toBe('[redacted]')
    expect(redactText('an a b', ['a'])).toBe('an a b')
  })
})

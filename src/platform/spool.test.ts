import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Spool } from '#core/ports'
import { createSpool } from './spool'

let directory = ''
let spool: Spool
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'agentkernel-spool-')), 'spool')
  spool = createSpool(directory)
})
afterEach(() => rmSync(dirname(directory), { recursive: true }))

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function read(key: string): Promise<string | null> {
  const content = await spool.get(key)
  if (!content) return null
  const read: Uint8Array[] = []
  for await (const piece of content) read.push(piece)
  return Buffer.concat(read).toString()
}

describe('the spool', () => {
  it('gives back what was put, until it is removed', async () => {
    expect(await spool.get('one')).toBeNull()
    await spool.put('one', pieces('first ', 'second'))
    await spool.put('two', pieces('other'))
    expect([await read('one'), await read('two')]).toEqual(['first second', 'other'])
    await spool.remove('one')
    await spool.remove('one')
    expect([await read('one'), await read('two')]).toEqual([null, 'other'])
  })

  it('is closed to others', async () => {
    await spool.put('one', pieces('secret'))
    expect([statSync(directory).mode & 0o777, statSync(join(directory, 'one.tar')).mode & 0o777]).toEqual([0o700, 0o600])
  })

  it('keeps what it had when the next content breaks off, and leaves no half of it', async () => {
    await spool.put('one', pieces('whole'))
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half')
      throw new Error('broke off')
    }
    await expect(spool.put('one', broken())).rejects.toThrow('broke off')
    expect(await read('one')).toBe('whole')
    expect(readdirSync(directory)).toEqual(['one.tar'])
  })

  it('lets no key out of its directory', async () => {
    await spool.put('../../escaped', pieces('inside'))
    expect(await read('../../escaped')).toBe('inside')
    expect(readdirSync(dirname(directory))).toEqual(['spool'])
    expect(readdirSync(directory)).toHaveLength(1)
  })
})

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TemplateStore } from '#core/ports'
import { createTemplateStore } from './template-store'

let folder = ''
let store: TemplateStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-templates-'))
  mkdirSync(join(folder, 'built-in'))
  store = createTemplateStore({ builtIn: join(folder, 'built-in'), own: join(folder, 'own') })
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the store of templates', () => {
  it('has none of its own before the first is saved, and makes nothing for asking', async () => {
    expect((await store.own()).size).toBe(0)
    await store.remove('nothing')
    expect(readdirSync(folder)).toEqual(['built-in'])
  })

  it('keeps those of the user apart from those of the product, closed to others', async () => {
    writeFileSync(join(folder, 'built-in/node.json'), 'built in')
    await store.save('node', 'my own')
    expect([...(await store.builtIn()), ...(await store.own())]).toEqual([['node', 'built in'], ['node', 'my own']])
    expect([statSync(join(folder, 'own')).mode & 0o777, statSync(join(folder, 'own/node.json')).mode & 0o777]).toEqual([0o700, 0o600])
  })

  it('replaces whole, and leaves nothing beside', async () => {
    await store.save('mine', 'a longer first text')
    await store.save('mine', 'second')
    expect(readFileSync(join(folder, 'own/mine.json'), 'utf8')).toBe('second')
    expect(readdirSync(join(folder, 'own'))).toEqual(['mine.json'])
    await store.remove('mine')
    expect((await store.own()).size).toBe(0)
  })

  it('reads what is named like a template only, in order, and of each no more than a template may have', async () => {
    for (const name of ['b.json', 'a.json', 'notes.txt', 'a.json.next']) writeFileSync(join(folder, 'built-in', name), name)
    writeFileSync(join(folder, 'built-in/c.json'), 'x'.repeat(1_000_000))
    const found = await store.builtIn()
    expect([...found.keys()]).toEqual(['a', 'b', 'c'])
    expect(found.get('c')?.length).toBe(262_144)
  })
})

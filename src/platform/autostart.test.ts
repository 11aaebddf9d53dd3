import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAutostart } from './autostart'

let home: string
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'agentkernel-autostart-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const create = (command: string[]) => createAutostart({ directory: path.join(home, 'autostart'), name: 'example', title: 'Example', command })
const read = () => readFile(path.join(home, 'autostart/example.desktop'), 'utf8')

test('is off until it is switched on, and off again without a trace', async () => {
  const autostart = create(['/opt/example/example', '--hidden'])
  expect(await autostart.isOn()).toBe(false)
  await autostart.set(true)
  expect(await autostart.isOn()).toBe(true)
  expect(await read()).toContain('Exec="/opt/example/example" "--hidden"\n')
  await autostart.set(false)
  await autostart.set(false)
  await expect(read()).rejects.toThrow('ENOENT')
})

test('keeps words as they are whatever is in them', async () => {
  await create([String.raw`/o p/50%/$x"\y`]).set(true)
  expect(await read()).toContain(String.raw`Exec="/o p/50%%/\\$x\\"\\\\y"` + '\n')
})

test('is off where the desktop switched the entry off', async () => {
  const autostart = create(['/opt/example/example'])
  await autostart.set(true)
  await writeFile(path.join(home, 'autostart/example.desktop'), (await read()).replace('enabled=true', 'enabled=false'))
  expect(await autostart.isOn()).toBe(false)
})

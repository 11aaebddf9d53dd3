import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findDataDirectory } from './data-directory'
import { provideHomeId } from './home-id'
import { createHost } from './host'
import { readProcessStart } from './process-identity'
import { buildProgram } from './testing/build-program'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-host-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the data directory', () => {
  it('is the platform’s place for such data, named after the product', () => {
    expect(findDataDirectory({}, homedir())).toMatch(/agentkernel-desktop$/)
    expect(createHost({ version: '1.2.3', environment: {} }).dataDirectory).toBe(findDataDirectory({}, homedir()))
  })

  it('is AGENTKERNEL_HOME where that is an absolute path, and an error where it is not', () => {
    expect(findDataDirectory({ AGENTKERNEL_HOME: '/srv/../srv/home' }, homedir())).toBe('/srv/home')
    expect(findDataDirectory({ AGENTKERNEL_HOME: '' }, homedir())).toBe(findDataDirectory({}, homedir()))
    for (const wrong of ['relative/path', '~/home', '/with\nline']) {
      expect(() => findDataDirectory({ AGENTKERNEL_HOME: wrong }, homedir())).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    }
  })
})

describe('the id of a home', () => {
  it('is made once, private, and kept', async () => {
    const host = createHost({ version: '1', environment: { AGENTKERNEL_HOME: join(folder, 'home') } })
    const id = await host.homeId()
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(await createHost({ version: '1', environment: { AGENTKERNEL_HOME: join(folder, 'home') } }).homeId()).toBe(id)
    expect(readdirSync(join(folder, 'home'))).toEqual(['home-id'])
    expect(statSync(join(folder, 'home/home-id')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'home')).mode & 0o777).toBe(0o700)
  })

  it('is the same for all who ask at once, in many processes', async () => {
    const program = await buildProgram('src/platform/testing/home-id-program.ts', 'home-id-program')
    const answers = await Promise.all(Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [program, join(folder, 'home-id')])))
    const ids = answers.flatMap(({ stdout }) => stdout.trim().split('\n'))
    expect(ids).toHaveLength(60)
    expect(new Set(ids).size).toBe(1)
    expect(readdirSync(folder)).toEqual(['home-id'])
  })

  it('is made anew when it is rubbish, which is kept aside; a link is refused', async () => {
    writeFileSync(join(folder, 'home-id'), '')
    const id = await provideHomeId(join(folder, 'home-id'))
    expect(readFileSync(join(folder, 'home-id'), 'utf8').trim()).toBe(id)
    expect(readdirSync(folder)).toHaveLength(2)
    symlinkSync(join(folder, 'home-id'), join(folder, 'linked'))
    await expect(provideHomeId(join(folder, 'linked'))).rejects.toMatchObject({ code: 'ELOOP' })
  })
})

describe('who still lives', () => {
  it('knows itself and its children, and not who is gone or came later', async () => {
    const host = createHost({ version: '1', environment: {} })
    expect(host.isAlive(host)).toBe(true)
    expect(host.isAlive({ processId: host.processId, processStart: 'an earlier one' })).toBe(false)
    const child = spawn('sleep', ['60'])
    const owner = { processId: child.pid ?? 0, processStart: readProcessStart(child.pid ?? 0, process.platform) ?? '' }
    expect(host.isAlive(owner)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(host.isAlive(owner)).toBe(false)
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 40])('takes %d for nobody', (processId) => {
    expect(readProcessStart(processId, process.platform)).toBeNull()
  })

  it('reads the same from ps as long as the process lives', ({ skip }) => {
    skip(process.platform !== 'linux', 'it asks the ps of Linux as that of macOS is asked')
    const first = readProcessStart(process.pid, 'darwin')
    expect(first).not.toBeNull()
    expect(readProcessStart(process.pid, 'darwin')).toBe(first)
    expect(readProcessStart(2 ** 22 + 1, 'darwin')).toBeNull()
    expect(readProcessStart(process.pid, 'win32')).toBe('unknown')
  })
})

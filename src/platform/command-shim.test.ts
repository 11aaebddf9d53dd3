import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#contract/errors'
import { createCommandShim } from './command-shim'
import type { Program } from './installation'
import { createShimText } from './shim-text'

const run = promisify(execFile)

let home: string
let program: string
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'agentkernel-shim-'))
  program = path.join(home, "o'ne/runtime")
  await mkdir(path.dirname(program))
  await writeFile(program, '#!/bin/sh\necho "$MODE|$NODE_OPTIONS|$#|$*"\n', { mode: 0o755 })
})
afterEach(() => rm(home, { recursive: true, force: true }))

const own = () => path.join(home, '.local/bin/agentkernel')
const commandOf = (file = program): Program => ({ file, args: ['the script.cjs'], environment: { MODE: 'node' } })
const create = ({ command = commandOf(), searched = [path.join(home, '.local/bin')] }: { command?: Program | null; searched?: string[] } = {}) =>
  createCommandShim({ command, host: { platform: 'linux', homeDirectory: home, environment: (name) => (name === 'PATH' ? searched.join(':') : undefined) } })
const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => AppError.from(error).code)

describe('the command of this user', () => {
  test('is put into a folder of their own, starts the runtime and is taken away again', async () => {
    const shim = create()
    expect(await shim.status()).toEqual({ state: 'absent', path: own(), isOnPath: true, shadowedBy: null, pathLine: null })
    await shim.install()
    expect((await shim.status()).state).toBe('installed')
    const { stdout } = await run(own(), ['list', 'two  words'], { env: { NODE_OPTIONS: '--bad' } })
    expect(stdout).toBe('node||3|the script.cjs list two  words\n')
    await shim.remove()
    await shim.remove()
    expect((await shim.status()).state).toBe('absent')
  })

  test('may be run by others and written by its owner only', async () => {
    await create().install()
    expect((await stat(own())).mode & 0o777).toBe(0o755)
  })

  test('says when its folder is not on PATH, and how to put it there', async () => {
    expect(await create({ searched: ['/usr/bin'] }).status()).toMatchObject({ isOnPath: false, pathLine: 'export PATH="$HOME/.local/bin:$PATH"' })
  })

  test('takes the folder that is on PATH, and stays where it once was put', async () => {
    const bin = path.join(home, 'bin')
    const shim = create({ searched: [bin] })
    await shim.install()
    expect((await shim.status()).path).toBe(path.join(bin, 'agentkernel'))
    expect((await create().status()).path).toBe(path.join(bin, 'agentkernel'))
  })

  test.each([
    ['a file', () => writeFile(own(), '#!/bin/sh\necho theirs\n')],
    ['a link, even to a file of ours', async () => {
      await writeFile(path.join(home, 'elsewhere'), createShimText(commandOf(), 'linux', home))
      await symlink(path.join(home, 'elsewhere'), own())
    }],
    ['a folder', () => mkdir(own())]
  ])('never touches what is not ours: %s', async (_, make) => {
    await mkdir(path.dirname(own()), { recursive: true })
    await make()
    const shim = create()
    expect((await shim.status()).state).toBe('foreign')
    expect(await codeOf(shim.install())).toBe('FILE_EXISTS')
    expect(await codeOf(shim.remove())).toBe('FILE_EXISTS')
    await expect(stat(own())).resolves.toBeDefined()
  })

  test('is renewed when it belongs to another installation, and says so when that one is gone', async () => {
    await create({ command: commandOf(path.join(home, 'gone/runtime')) }).install()
    await expect(run(own(), [])).rejects.toMatchObject({ code: 127, stderr: expect.stringContaining('is gone') })
    const shim = create()
    expect((await shim.status()).state).toBe('outdated')
    await shim.install()
    expect((await shim.status()).state).toBe('installed')
    expect(await readFile(own(), 'utf8')).toBe(createShimText(commandOf(), 'linux', home))
  })

  test('names another program that a shell would find first', async () => {
    const first = path.join(home, 'first')
    await mkdir(first)
    await writeFile(path.join(first, 'agentkernel'), 'another tool')
    const shim = create({ searched: [first, path.join(home, '.local/bin')] })
    await shim.install()
    expect(await shim.status()).toMatchObject({ state: 'installed', shadowedBy: path.join(first, 'agentkernel') })
  })

  test('knows the one of the system’s package', async () => {
    const system = path.join(home, 'usr-bin')
    await mkdir(system)
    await writeFile(path.join(system, 'agentkernel'), `#!/bin/sh\nexec "${program}" "$@"\n`)
    expect(await create({ searched: [system] }).status()).toMatchObject({ state: 'packaged', path: path.join(system, 'agentkernel') })
  })

  test('is not offered where the application has no place that lasts', async () => {
    const shim = create({ command: null })
    expect((await shim.status()).state).toBe('unsupported')
    expect(await codeOf(shim.install())).toBe('NOT_SUPPORTED')
  })

  test('tells what the system does not allow, and leaves nothing half-written', async () => {
    await writeFile(path.join(home, '.local'), 'in the way')
    expect(await codeOf(create().install())).toBe('PERMISSION_DENIED')
    await chmod(home, 0o700)
  })
})

describe('on Windows it is a batch file', () => {
  const lines = (file: string) => createShimText({ file, args: [], environment: {} }, 'win32', String.raw`C:\Users\Jörg\AppData\Local\AgentKernel\bin`).split('\r\n')

  test('that keeps its words', () => {
    expect(lines(String.raw`D:\100%\resources\bin\agentkernel.cmd`).slice(-3)).toEqual([String.raw`call "D:\100%%\resources\bin\agentkernel.cmd" %*`, 'exit /b %ERRORLEVEL%', ''])
  })

  test('in which the name of the person is not written out', () => {
    const text = lines(String.raw`C:\Users\Jörg\AppData\Local\Programs\AgentKernel Desktop\resources\bin\agentkernel.cmd`)
    expect(text).toContain(String.raw`call "%~dp0..\..\Programs\AgentKernel Desktop\resources\bin\agentkernel.cmd" %*`)
    expect(text.join('')).not.toMatch(/ö|chcp/)
  })

  test('that says in which letters it is written when there is no way around them, and gives the console its own back', () => {
    const text = lines(String.raw`D:\Büro\agentkernel.exe`)
    const at = text.indexOf(String.raw`"D:\Büro\agentkernel.exe" %*`)
    expect(text[at - 1]).toBe('chcp 65001 >nul')
    expect(text.slice(at + 1)).toEqual(['set AGENTKERNEL_EXIT_CODE=%ERRORLEVEL%', 'chcp %AGENTKERNEL_CODE_PAGE% >nul', 'exit /b %AGENTKERNEL_EXIT_CODE%', ''])
  })
})

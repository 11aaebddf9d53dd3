import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const buildFolder = join(process.cwd(), '.cache', 'guest')
/** A finding of a sanitizer ends the process with this, and says what it was. */
const options = { ASAN_OPTIONS: 'detect_leaks=0:exitcode=99', UBSAN_OPTIONS: 'print_stacktrace=1' }

/** Compiles the agent's test programs; the sentence when that is not possible here. */
export function buildCheckedGuest(): string | null {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-guest.mjs', '--checked', buildFolder], { encoding: 'utf8' })
  if (status === 3) return stderr.trim()
  if (status !== 0) throw new Error(`the guest does not compile:\n${stderr}`)
  return null
}

interface UnitResult {
  readonly status: number | null
  readonly output: string
}

export function runGuestUnitTests(): UnitResult {
  return run(join(buildFolder, 'unit'), [])
}

/** It sees what is read before it was written, which the sanitizers do not; null where there is none. */
export function runGuestUnitTestsUnderValgrind(): UnitResult | null {
  const result = run('valgrind', ['--quiet', '--error-exitcode=99', join(buildFolder, 'unit-plain')])
  return result.status === null ? null : result
}

function run(file: string, args: readonly string[]): UnitResult {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', env: { ...process.env, ...options } })
  return { status, output: `${stdout}${stderr}` }
}

/** The agent as an ordinary process under the sanitizers, on this machine's own files. */
export class CheckedGuest {
  readonly folder: string
  readonly socketName = 'v.sock'
  readonly #child: ChildProcess
  #said = ''

  private constructor(folder: string) {
    this.folder = folder
    this.#child = spawn(join(buildFolder, 'serve'), [this.socketName], { cwd: folder, env: { ...process.env, ...options }, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (this.#said += text))
  }

  static async start(): Promise<CheckedGuest> {
    const guest = new CheckedGuest(await mkdtemp(join(tmpdir(), 'agentkernel-guest-')))
    if (guest.#child.stdout) await once(guest.#child.stdout, 'data')
    return guest
  }

  /** What the sanitizers found in any of its processes. */
  get findings(): string[] {
    return this.#said.split('\n').filter((line) => /runtime error|AddressSanitizer/.test(line))
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await rm(this.folder, { recursive: true, force: true })
  }
}

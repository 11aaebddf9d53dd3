// @ts-check
import { spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { Failure } from './command-line.mjs'
import { toEnvironment } from './container-commands.mjs'
import { configurationOf, exists, isRunning } from './containers.mjs'
import { engine } from './engine.mjs'
import { complain, isAtLeast, print } from './say.mjs'
import { latency, locked } from './store.mjs'

const flushMs = 3_000

/** @param {import('./command-line.mjs').Parsed} parsed */
export async function exec({ values, positionals: [id = '', ...argv] }) {
  if (!exists(id)) throw new Failure(`internalError: "failed to exec" (cause: "notFound: "get failed: container ${id} not found"")`)
  if (!isRunning(id)) throw new Failure(`invalidState: "container ${id} is not running"`)
  const isTerminal = Boolean(values.tty && values.interactive)
  if (isTerminal && !isatty(0)) throw new Failure('failed to exec process POSIXErrorCode(rawValue: 25): Inappropriate ioctl for device')
  const { file, args } = engine.toExec(id, { isInteractive: Boolean(values.interactive), isTerminal, user: values.user ?? null, workingDirectory: values.workdir, environment: ownOnly(id, values.env ?? []) }, argv)
  const child = await locked(async () => {
    await latency('exec')
    // In a session of its own, so that signals to us never reach it; a terminal must be shared.
    return spawn(file, args, { stdio: [isTerminal ? 'inherit' : values.interactive ? 'pipe' : 'ignore', 'pipe', 'pipe'], detached: !isTerminal })
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  // It runs already, and we do not hear of it yet.
  const replied = latency('reply')
  if (values.detach) {
    child.unref()
    return print(id)
  }
  if (child.stdin) {
    child.stdin.on('error', () => undefined)
    process.stdin.pipe(child.stdin)
  }
  handleSignals(child, isTerminal)
  const err = relay(child, isTerminal, replied)
  const code = await closed
  await replied
  process.stdin.destroy()
  return await finish(code, err(), id)
}

/** What the sandbox has already is not replaced: of two entries programs read the first, its own. @param {string} id @param {readonly string[]} entries */
function ownOnly(id, entries) {
  const own = new Set(configurationOf(id).initProcess.environment.map((/** @type {string} */ entry) => entry.split('=')[0]))
  return toEnvironment(entries).filter((entry) => !own.has(entry.split('=')[0]))
}

/** @param {import('node:child_process').ChildProcess} child @param {boolean} isTerminal @param {Promise<unknown>} replied */
function relay(child, isTerminal, replied) {
  let tail = ''
  child.stdout?.on('data', (data) => replied.then(() => pass(child.stdout, process.stdout, isTerminal ? doubled(data) : data)))
  child.stderr?.on('data', (data) => {
    tail = (tail + data).slice(-8_192)
    const kept = data.toString('latin1').split(/(?<=\n)/).filter((/** @type {string} */ line) => !engine.isOwnWord(line)).join('')
    if (kept !== '') void replied.then(() => pass(child.stderr, process.stderr, Buffer.from(kept, 'latin1')))
  })
  return () => tail
}

/** Output processing of the terminal stays on: CR CR LF. @param {Buffer} data */
const doubled = (data) => Buffer.from(data.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')

/** @param {any} from @param {NodeJS.WriteStream} to @param {Buffer} data */
function pass(from, to, data) {
  if (to.write(data)) return
  from.pause()
  to.once('drain', () => from.resume())
}

/** @param {import('node:child_process').ChildProcess} child @param {boolean} isTerminal */
function handleSignals(child, isTerminal) {
  let count = 0
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'])) {
    process.on(signal, () => {
      if (isTerminal) return
      if (!isAtLeast('1.0.0')) return void child.kill(signal)
      complain(`failed to send signal: invalidArgument: "missing signal in xpc message": ["signal": "${signal}"]`)
      if ((signal === 'SIGTERM' || signal === 'SIGINT') && ++count === 3) {
        complain("Received 3 SIGINT/SIGTERM's, forcefully exiting.")
        process.exit(1)
      }
    })
  }
}

/** The code is lost when nobody takes our output for three seconds. @param {number | null} code @param {string} err @param {string} id */
async function finish(code, err, id) {
  const isFlushed = await Promise.race([flushed(), new Promise((resolve) => setTimeout(() => resolve(false), flushMs).unref())])
  if (!isFlushed) {
    process.stderr.write('Error: failed to exec process CancellationError()\n')
    process.exit(1)
  }
  const judged = engine.judgeExec(code, err, id)
  if ('failure' in judged) throw new Failure(String(judged.failure))
  process.exit(judged.code)
}

function flushed() {
  const empty = (/** @type {NodeJS.WriteStream} */ stream) => (stream.writableLength === 0 ? Promise.resolve() : new Promise((resolve) => stream.once('drain', resolve)))
  return Promise.all([empty(process.stdout), empty(process.stderr)]).then(() => true)
}

// @ts-check
/**
 * node scripts/make-code-cache.mjs [COMMAND], which is out/cli/agentkernel.cjs unless given
 *
 * Writes agentkernel.cache beside the command: the code of the command as this Node's V8 compiled it, so that a
 * start need not compile it again. Made by running the verbs that are used most against an engine that
 * knows one sandbox: what is compiled on the way is what a start needs. Another Node ignores the file.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const command = process.argv[2] ?? fileURLToPath(new URL('../out/cli/agentkernel.cjs', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'agentkernel-cache-'))
const socket = join(home, 'engine.sock')
const require = createRequire(import.meta.url)

const version = { Version: '0', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64', Components: [{ Name: 'Engine', Version: '0', Details: {} }] }
/** @type {Record<string, unknown> | null} */
let container = null
/** @type {() => [RegExp, unknown][]} */
const answers = () => [
  [/\/version$/, version],
  [/\/info$/, { ID: 'cache', OSType: 'linux', SecurityOptions: [], Name: 'cache', ServerVersion: '0' }],
  [/\/_ping$/, 'OK'],
  [/\/images\/.*\/json$/, { Id: 'sha256:0', RepoTags: [], Config: { Cmd: ['/bin/sh'] } }],
  [/\/containers\/create$/, { Id: 'cached' }],
  [/\/containers\/cached\/json$/, { ...container, Image: 'sha256:0' }],
  [/\/containers\/json/, container ? [{ ...container, State: 'running' }] : []],
  [/\/containers\/cached\/exec$/, { Id: 'run' }],
  [/\/exec\/run\/json$/, { Running: false, ExitCode: 0 }]
]
const engine = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://engine')
  let body = ''
  for await (const piece of request) body += piece
  if (pathname.endsWith('/containers/create')) container = toContainer(searchParams.get('name') ?? '', JSON.parse(body))
  const found = answers().find(([path]) => path.test(pathname))
  response.setHeader('Api-Version', '1.41').setHeader('Content-Type', 'application/json')
  response.statusCode = found ? 200 : 404
  response.end(JSON.stringify(found?.[1] ?? { message: 'not here' }))
})
// The program that `exec` runs says one word.
engine.on('upgrade', (_request, stream) => stream.end(Buffer.concat([Buffer.from('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n\x01\0\0\0\0\0\0\x05'), Buffer.from('hello')])))
await new Promise((resolve) => engine.listen(socket, () => resolve(undefined)))

/** @type {Map<string, import('node:vm').Script>} */
const scripts = new Map()
Object.assign(globalThis, { [Symbol.for('agentkernel.scripts')]: scripts })
Object.assign(process.env, { AGENTKERNEL_HOME: join(home, 'data'), DOCKER_HOST: `unix://${socket}`, PATH: home })
const print = process.stdout.write
const { exit } = process
try {
  // What the command says is of no interest here, unless it fails.
  Object.assign(process.stdout, { write: (/** @type {unknown} */ _text, /** @type {unknown} */ done) => (typeof done === 'function' && done(), true) })
  // Making one is rare: what only that needs is left out, and V8 would remember it in this process.
  await promisify(execFile)(process.execPath, [command, 'create', 'cached', '--backend', 'docker', '--json'])
  for (const words of [['list'], ['exec', 'cached', '--', 'true']]) await run(...words)
} finally {
  process.stdout.write = print
  process.exit = exit
  engine.close()
  engine.closeAllConnections()
  rmSync(home, { recursive: true, force: true })
}
writeFileSync(command.replace(/\.cjs$/, '.cache'), toFile([...scripts].map(([name, script]) => [name, script.createCachedData()])))

/**
 * One run of the command in this process.
 * @param {...string} words
 */
async function run(...words) {
  process.argv = [process.argv0, command, ...words]
  delete require.cache[command]
  const code = await new Promise((resolve) => {
    process.exit = /** @type {typeof exit} */ ((ended) => resolve(ended))
    require(command)
  })
  if (code !== 0) throw new Error(`agentkernel ${words.join(' ')} ended with ${code}`)
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} asked
 */
function toContainer(name, { Labels, Image, HostConfig }) {
  const state = { Status: 'running', Running: true, StartedAt: '2026-01-01T00:00:00Z' }
  return { Id: 'cached', Name: `/${name}`, Names: [`/${name}`], Image, Labels, State: state, Config: { Image, Labels }, HostConfig, NetworkSettings: { Ports: {} }, Ports: [], Mounts: [] }
}

/**
 * The length of the index in eight digits, the index (where the code of a chunk lies behind it), the code:
 * a run reads the index and the chunks that it uses.
 * @param {[string, Buffer][]} codes
 */
function toFile(codes) {
  let end = 0
  const index = JSON.stringify(Object.fromEntries(codes.map(([name, code]) => [name, [end, (end += code.length)]])))
  return Buffer.concat([Buffer.from(`${String(index.length).padStart(8, '0')}${index}`), ...codes.map(([, code]) => code)])
}

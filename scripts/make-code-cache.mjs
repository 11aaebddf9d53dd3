// @ts-check
/**
 * Writes out/cli/agentkernel.cache: the code of the command as this Node's V8 compiled it, so that a
 * start need not compile it again. Made by running the command once against an engine that only says
 * who it is: what is compiled on the way is what every verb needs. Another Node ignores the file.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serialize } from 'node:v8'

const command = fileURLToPath(new URL('../out/cli/agentkernel.cjs', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'agentkernel-cache-'))
const socket = join(home, 'engine.sock')

const version = { Version: '0', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64', Components: [{ Name: 'Engine', Version: '0', Details: {} }] }
/** @type {[RegExp, unknown][]} */
const answers = [
  [/\/version$/, version],
  [/\/info$/, { ID: 'cache', OSType: 'linux', SecurityOptions: [], Name: 'cache', ServerVersion: '0' }],
  [/\/containers\/json/, []],
  [/\/_ping$/, 'OK']
]
const engine = createServer((request, response) => {
  const found = answers.find(([path]) => path.test(request.url ?? ''))
  response.setHeader('Api-Version', '1.41').setHeader('Content-Type', 'application/json')
  response.statusCode = found ? 200 : 404
  response.end(JSON.stringify(found?.[1] ?? { message: 'not here' }))
})
await new Promise((resolve) => engine.listen(socket, () => resolve(undefined)))

/** @type {Map<string, import('node:vm').Script>} */
const scripts = new Map()
Object.assign(globalThis, { [Symbol.for('agentkernel.scripts')]: scripts })
process.on('exit', () => {
  rmSync(home, { recursive: true, force: true })
  const cache = Object.fromEntries([...scripts].map(([name, script]) => [name, script.createCachedData()]))
  writeFileSync(command.replace(/\.cjs$/, '.cache'), serialize(cache))
  // Whatever other engines of this machine answered: what was compiled is all the same.
  process.exitCode = 0
})
Object.assign(process.env, { AGENTKERNEL_HOME: join(home, 'data'), DOCKER_HOST: `unix://${socket}`, PATH: home })
// What the command says is of no interest here.
Object.assign(process.stdout, { write: (/** @type {unknown} */ _text, /** @type {unknown} */ done) => (typeof done === 'function' && done(), true) })
process.argv = [process.argv0, command, 'adopt', '--json']
createRequire(import.meta.url)(command)

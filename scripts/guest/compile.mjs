// @ts-check
// How guest/ is compiled: for the microVM as one static binary, for its tests as ordinary programs that watch themselves.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '../rig/project.mjs'
import { mustRun, runCommand } from '../rig/run-command.mjs'

const sourceFolder = path.join(projectFolder, 'guest', 'src')
const testFolder = path.join(projectFolder, 'guest', 'tests')
const language = ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wshadow', '-Werror']
// The same bytes from the same sources, wherever they are compiled.
const reproducible = [`-ffile-prefix-map=${projectFolder}=.`, '-Wl,--build-id=none', '-s']
const sanitizers = ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer']

/**
 * @typedef {object} Compiler
 * @property {string} checked compiles the tests
 * @property {string} agent compiles the static binary: musl's where it is there, whose result is a fifth of the size
 * @property {readonly string[]} agentFlags
 */

/** @returns {Promise<Compiler | { reason: string }>} */
export async function findCompiler() {
  if (process.platform !== 'linux') return { reason: 'The guest is compiled on Linux only: it is what runs in a microVM there.' }
  if (!(await isThere('gcc'))) return { reason: 'There is no C compiler. On Debian and Ubuntu: sudo apt-get install gcc libc6-dev musl-tools' }
  if (!(await isThere('musl-gcc'))) return { checked: 'gcc', agent: 'gcc', agentFlags: [] }
  const { stdout } = await runCommand('gcc', ['-print-multiarch'])
  // The kernel's own headers, which musl comes without.
  return { checked: 'gcc', agent: 'musl-gcc', agentFlags: ['-idirafter', '/usr/include', '-idirafter', `/usr/include/${stdout.trim()}`] }
}

/** @param {Compiler} compiler @param {string} output */
export async function buildAgent(compiler, output) {
  const sources = sourcesIn(sourceFolder)
  await compile(compiler.agent, [...language, '-Os', '-static', ...compiler.agentFlags, ...reproducible, ...sources], output, sources)
}

/** `unit` and `serve` in that folder, and `unit-plain` for valgrind, which does not bear the sanitizers. @param {Compiler} compiler @param {string} folder */
export async function buildChecked(compiler, folder) {
  const shared = sourcesIn(sourceFolder).filter((file) => path.basename(file) !== 'main.c')
  const serve = path.join(testFolder, 'serve.c')
  const units = [...shared, ...sourcesIn(testFolder).filter((file) => file !== serve)]
  const programs = [
    { name: 'serve', flags: sanitizers, sources: [...shared, serve] },
    { name: 'unit', flags: sanitizers, sources: units },
    { name: 'unit-plain', flags: ['-g', '-O1'], sources: units },
  ]
  for (const { name, flags, sources } of programs) await compile(compiler.checked, [...language, ...flags, ...sources], path.join(folder, name), sources)
}

/** Not again when nothing changed since. @param {string} program @param {readonly string[]} args @param {string} output @param {readonly string[]} sources */
async function compile(program, args, output, sources) {
  mkdirSync(path.dirname(output), { recursive: true })
  const inputs = [...sources, ...readdirSync(sourceFolder).map((name) => path.join(sourceFolder, name)), path.join(testFolder, 'check.h')]
  const builtAt = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (inputs.every((file) => statSync(file).mtimeMs < builtAt)) return
  const half = `${output}.${process.pid}`
  try {
    await mustRun(program, [...args, '-o', half])
    renameSync(half, output)
  } finally {
    rmSync(half, { force: true })
  }
}

/** @param {string} folder */
function sourcesIn(folder) {
  return readdirSync(folder).filter((name) => name.endsWith('.c')).toSorted().map((name) => path.join(folder, name))
}

/** @param {string} program */
async function isThere(program) {
  return (await runCommand(program, ['--version'])).code === 0
}

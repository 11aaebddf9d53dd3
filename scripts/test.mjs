// @ts-check
// npm test: prepares what it needs, runs every suite, ends with one line of counts. Only Node's own modules until packages are there.
import { parseArgs } from 'node:util'
import { requireDependencies } from './dependencies.mjs'
import { requireNode } from './node-version.mjs'

const usage = `usage: npm test [-- --only SUITE[,SUITE...]] [-- --no-rig]
  --only     static, unit, build, engine, cli, window
  --no-rig   use the engines and the Electron that the environment names, set up nothing (see scripts/rig/env.mjs)`

const options = readOptions(process.argv.slice(2))
if (typeof options === 'number') process.exitCode = options
else {
  requireNode()
  await requireDependencies()
  const { runAll } = await import('./tests/run-all.mjs')
  process.exitCode = await runAll(options)
}

/** @param {string[]} words @returns {{ only: string[] | undefined, mayUseRig: boolean } | number} an exit code when there is nothing to run */
function readOptions(words) {
  try {
    const { values } = parseArgs({ args: words, options: { only: { type: 'string' }, 'no-rig': { type: 'boolean' }, help: { type: 'boolean' } } })
    if (!values.help) return { only: values.only?.split(','), mayUseRig: values['no-rig'] !== true }
    process.stdout.write(`${usage}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
    return 2
  }
}

// @ts-check
// npm run rig              engines and Electron for the tests, left running
// npm run rig -- env       the export lines for a shell:  eval "$(npm run -s rig -- env)"
// npm run rig -- down      stops what the rig started and removes its images
import { requireDependencies } from '../dependencies.mjs'
import { keepEnv, readEnv } from './env-file.mjs'
import { names, toExportLines } from './env.mjs'
import { say, warn } from './say.mjs'

const usage = 'usage: npm run rig [-- up | env | down]'
const verbs = { up, env, down }

const [verb = 'up', ...rest] = process.argv.slice(2)
const action = rest.length === 0 ? Reflect.get(verbs, verb) : undefined
if (action === undefined) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = verb === '--help' ? 0 : 2
} else {
  await action()
}

async function up() {
  await requireDependencies()
  const { bringUp } = await import('./up.mjs') // needs what npm installs
  const rig = await bringUp()
  keepEnv(rig.env)
  for (const sentence of rig.missing) warn(`not there: ${sentence}`)
  say('the rig is up; to use it: eval "$(npm run -s rig -- env)"')
}

async function env() {
  const lines = toExportLines(readEnv())
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
  else {
    warn('the rig is not up: npm run rig')
    process.exitCode = 1
  }
}

async function down() {
  await requireDependencies()
  const { takeEverythingDown } = await import('./down.mjs')
  const known = readEnv()
  const endpoints = [known[names.docker], known[names.podman], known[names.podmanRootless]]
  await takeEverythingDown(endpoints.filter((endpoint) => endpoint !== undefined))
  keepEnv({})
}

// @ts-check
/** Runs the border check and refuses to pass when it read nothing (a check that cannot fail is none). */
import { cruise } from 'dependency-cruiser'
import config from '../.dependency-cruiser.mjs'

const fewestModules = 400
const { forbidden, allowed, allowedSeverity, options = {} } = config
const { tsConfig: _fileForTheEditor, ...cruiseOptions } = options
const result = await cruise(
  ['src'],
  /** @type {import('dependency-cruiser').ICruiseOptions} */ ({ ...cruiseOptions, ruleSet: { forbidden, allowed, allowedSeverity }, validate: true, outputType: 'err' })
)
const ours = typeof result.output === 'string' ? Number(/\((\d+) modules/.exec(result.output)?.[1] ?? 0) : 0
process.stdout.write(String(result.output))
if (result.exitCode !== 0) process.exitCode = 1
else if (ours < fewestModules) {
  process.stderr.write(`The border check read only ${ours} modules; expected at least ${fewestModules}. Something keeps it from reading the sources.\n`)
  process.exitCode = 1
}

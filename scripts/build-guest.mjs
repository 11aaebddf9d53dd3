// @ts-check
// npm run build:guest      compiles the microVM's agent (guest/) into out/guest/agent; needs a C compiler on Linux.
//   --checked FOLDER       instead: its test programs with the address and undefined-behaviour sanitizers, into that folder
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildAgent, buildChecked, findCompiler } from './guest/compile.mjs'
import { projectFolder } from './rig/project.mjs'

const { values } = parseArgs({ options: { checked: { type: 'string' } } })
const compiler = await findCompiler()
if ('reason' in compiler) {
  process.stderr.write(`${compiler.reason}\n`)
  process.exitCode = 3
} else if (values.checked) {
  await buildChecked(compiler, values.checked)
} else {
  const agent = path.join(projectFolder, 'out', 'guest', 'agent')
  await buildAgent(compiler, agent)
  process.stdout.write(`${path.relative(process.cwd(), agent)}\n`)
}

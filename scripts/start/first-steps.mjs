// @ts-check
import path from 'node:path'
import { projectFolder } from '../rig/project.mjs'
import { runCommand } from '../rig/run-command.mjs'
import { warn } from '../rig/say.mjs'

const command = path.join('out', 'cli', 'agentkernel.cjs')

/** When no backend is ready, shows which there are and how to get one. It is no reason not to open the window, which shows the same. */
export async function checkEngines() {
  const { code, stdout, stderr } = await runCommand(process.execPath, [command, 'setup', '--check'], { cwd: projectFolder, timeoutMs: 20_000 })
  if (code === 0) return
  warn('no backend for sandboxes is ready:')
  process.stderr.write(`${(stdout || stderr).trimEnd()}\n`)
}

/** The way of the window, by command. */
export function showFirstSteps() {
  const steps = ['setup --check', 'create my-sandbox', 'start my-sandbox', 'exec my-sandbox -- uname -a', 'attach my-sandbox', 'remove my-sandbox --force']
  const lines = steps.map((step) => `  node ${command} ${step}`)
  process.stdout.write(`Everything works from the command line too:\n${lines.join('\n')}\n`)
}

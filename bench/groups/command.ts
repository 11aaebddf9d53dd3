import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { bareExec } from '../bare'
import type { Bench, Group } from '../bench'
import type { BenchEngine } from '../engines'
import { beyondRow, ratioRow, sideBySide, type Way } from '../measure'
import { runProgram, type Program } from '../run-program'
import { startSandbox } from './engine'

export const commandFile = resolve('out/cli/agentkernel.cjs')

/** What a command may cost beyond Node's own start and the bare call, in milliseconds. */
const execBeyondMs = 45

/** The built command as a whole process. */
export const commandGroup: Group = {
  name: 'command',
  run: async (bench) => {
    if (!existsSync(commandFile)) return bench.skip('command', `${commandFile} is not built: npm run build`)
    for (const engine of bench.engines) await measureExec(bench, engine)
  }
}

async function measureExec(bench: Bench, engine: BenchEngine): Promise<void> {
  const what = `${engine.title}: agentkernel exec NAME -- true`
  const app = engine.home.open()
  bench.afterwards(() => app.close())
  const { id, name, engineObjectId = '' } = await startSandbox(app, engine)
  const container = engine.connect().getContainer(engineObjectId)
  const ways: Record<string, Way> = {
    ours: () => runProgram(agentkernel(engine, 'exec', name, '--', 'true')),
    node: startNode,
    bare: () => bareExec(container, ['true'])
  }
  const { command } = engine
  if (command) ways['own'] = () => runProgram(command('exec', engineObjectId, 'true'))
  const { ours = Number.NaN, node = Number.NaN, bare = Number.NaN, own } = await sideBySide(bench.rounds * 2, ways)
  await app.sandboxes.remove({ sandbox: id, force: true })
  bench.add(beyondRow({ group: 'command', what, ours, reference: node + bare, referenceName: 'node -e 0 + bare API' }, execBeyondMs))
  if (own === undefined) return bench.skip(what, `${engine.kind}'s own command does not reach this engine`)
  bench.add(ratioRow({ group: 'command', what, ours, reference: own, referenceName: `${engine.kind} exec` }))
}

/** Node with nothing to do: what every command of it costs at least. */
export const startNode: Way = () => runProgram({ file: process.execPath, args: ['-e', '0'] })

export function agentkernel({ home }: BenchEngine, ...words: readonly string[]): Program {
  return { file: process.execPath, args: [commandFile, ...words], environment: { AGENTKERNEL_HOME: home.directory } }
}

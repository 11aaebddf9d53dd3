import { existsSync } from 'node:fs'
import { image } from '../bare'
import type { Bench, Group } from '../bench'
import type { BenchEngine } from '../engines'
import { beyondRow, ratioRow, sideBySide, type Way } from '../measure'
import { createHome } from '../product'
import { runProgram } from '../run-program'
import { agentkernel, commandFile, startNode } from './command'

const sandboxCount = 200
const atOnce = 8
/** What the list may cost beyond Node's own start and the bare call, in milliseconds. */
const listBeyondMs = 60

/** `agentkernel list` with many sandboxes, on the first engine that is here. */
export const listGroup: Group = {
  name: 'list',
  run: async (bench) => {
    const [engine] = bench.engines
    if (!engine || !existsSync(commandFile)) return bench.skip('list', engine ? `${commandFile} is not built: npm run build` : 'no engine is here')
    const home = await createHome(engine.settings)
    bench.afterwards(() => home.remove())
    await fill(home.open(), engine)
    await measureList(bench, { ...engine, home })
  }
}

async function fill(app: ReturnType<BenchEngine['home']['open']>, engine: BenchEngine): Promise<void> {
  const names = Array.from({ length: sandboxCount }, (_, index) => `list-${index}`)
  const createNext = async (): Promise<void> => {
    for (let name = names.pop(); name; name = names.pop()) await app.sandboxes.create({ name, image, backend: engine.kind })
  }
  await Promise.all(Array.from({ length: atOnce }, createNext))
  await app.close()
}

async function measureList(bench: Bench, engine: BenchEngine): Promise<void> {
  const what = `${engine.title}: agentkernel list with ${sandboxCount} sandboxes`
  const client = engine.connect()
  const ways: Record<string, Way> = {
    ours: () => runProgram(agentkernel(engine, 'list')),
    node: startNode,
    bare: async () => void (await client.listContainers({ all: true, filters: { label: ['agentkernel.id'] } }))
  }
  const { command } = engine
  if (command) ways['own'] = () => runProgram(command('ps', '-a'))
  const { ours = Number.NaN, node = Number.NaN, bare = Number.NaN, own } = await sideBySide(bench.rounds * 2, ways)
  bench.add(beyondRow({ group: 'list', what, ours, reference: node + bare, referenceName: 'node -e 0 + bare API' }, listBeyondMs))
  if (own !== undefined) bench.add(ratioRow({ group: 'list', what, ours, reference: own, referenceName: `${engine.kind} ps -a` }))
}

import type { App } from '#core/app'
import type { SandboxView } from '#contract/sandbox'
import { bareCreate, bareExec, bareRemove, image } from '../bare'
import type { Bench, Group } from '../bench'
import type { BenchEngine } from '../engines'
import { median, ratioRow, sideBySide, type Way } from '../measure'
import { runProgram } from '../run-program'

/** Our core in process against the same requests made bare, and against the engine's own command. */
export const engineGroup: Group = {
  name: 'engine',
  run: async (bench) => {
    for (const engine of bench.engines) {
      await measureLife(bench, engine)
      await measureExec(bench, engine)
      addBootRow(bench, engine)
    }
  }
}

/**
 * Create, start, first exec: in a core opened for it, as a command does, which has to learn who the engine is; and in one that is open
 * already, as the window does.
 */
async function measureLife(bench: Bench, engine: BenchEngine): Promise<void> {
  const what = `${engine.title}: create + start + first exec`
  const app = engine.home.open()
  bench.afterwards(() => app.close())
  const ways = { ours: () => liveOnce(engine), open: () => live(app, engine), bare: () => liveBare(engine) }
  const { command } = engine
  const { ours, open, bare, own } = await sideBySide<string>(bench.rounds, command ? { ...ways, own: () => liveByCommand(command) } : ways)
  if (ours === undefined || bare === undefined) return
  bench.add(ratioRow({ group: 'engine', what, ours, reference: bare, referenceName: 'bare API' }, 1.1))
  if (open !== undefined) bench.add(ratioRow({ group: 'engine', what: `${what}, in an open core`, ours: open, reference: bare, referenceName: 'bare API' }, 1.1))
  if (own === undefined) return bench.skip(`${what} against ${engine.kind}`, 'its command does not reach this engine')
  bench.add(ratioRow({ group: 'engine', what, ours, reference: own, referenceName: `${engine.kind} create, start, exec` }))
  bench.add(ratioRow({ group: 'engine', what: `${what}, the floor`, ours: bare, reference: own, referenceName: `${engine.kind} create, start, exec` }))
}

let count = 0

/** What `info` and the window show of a sandbox, by which people choose a backend. */
function addBootRow(bench: Bench, engine: BenchEngine): void {
  const kept = bootTimes.get(engine.title)
  if (!kept) return
  const [ours, reference] = [median(kept), Math.min(...kept)]
  bench.add(ratioRow({ group: 'boot', what: `${engine.title}: start until the first command has run`, ours, reference, referenceName: 'the shortest' }))
}

const bootTimes = new Map<string, number[]>()

async function liveOnce(engine: BenchEngine): Promise<() => Promise<void>> {
  const app = engine.home.open()
  const takeBack = await live(app, engine)
  return async () => {
    await takeBack()
    await app.close()
  }
}

async function live(app: App, engine: BenchEngine): Promise<() => Promise<void>> {
  count += 1
  const { id } = await app.sandboxes.create({ name: `life-${count}`, image, backend: engine.kind })
  await app.sandboxes.start({ sandbox: id })
  await oursExec(app, id)
  return async () => {
    const { bootMs } = await app.sandboxes.get({ sandbox: id })
    if (bootMs !== undefined) bootTimes.set(engine.title, [...(bootTimes.get(engine.title) ?? []), bootMs])
    await app.sandboxes.remove({ sandbox: id, force: true })
  }
}

async function liveBare(engine: BenchEngine): Promise<() => Promise<void>> {
  const client = engine.connect()
  const container = await bareCreate(engine, client, engine.home.directory)
  await container.start()
  await bareExec(container, ['true'])
  return () => bareRemove(engine, container, client)
}

async function liveByCommand(command: NonNullable<BenchEngine['command']>): Promise<() => Promise<void>> {
  count += 1
  const name = `agentkernel-bench-${process.pid}-${count}`
  await runProgram(command('create', '--name', name, image, 'sleep', '1000'))
  await runProgram(command('start', name))
  await runProgram(command('exec', name, 'true'))
  return () => runProgram(command('rm', '-f', name))
}

export async function oursExec(app: App, sandbox: string): Promise<void> {
  const session = await app.openExec({ sandbox, argv: ['true'] })
  for await (const _piece of session.output);
  const { exitCode } = await session.exited
  if (exitCode !== 0) throw new Error(`true ended with ${exitCode}`)
}

async function measureExec(bench: Bench, engine: BenchEngine): Promise<void> {
  const what = `${engine.title}: one exec`
  const app = engine.home.open()
  bench.afterwards(() => app.close())
  const { id, engineObjectId = '' } = await startSandbox(app, engine)
  const container = engine.connect().getContainer(engineObjectId)
  const ways: Record<string, Way> = { ours: () => oursExec(app, id), bare: () => bareExec(container, ['true']) }
  const { command } = engine
  if (command) ways['own'] = () => runProgram(command('exec', engineObjectId, 'true'))
  const { ours, bare, own } = await sideBySide(bench.rounds * 3, ways)
  await app.sandboxes.remove({ sandbox: id, force: true })
  if (ours === undefined || bare === undefined) return
  bench.add(ratioRow({ group: 'engine', what, ours, reference: bare, referenceName: 'bare API' }, 1.05))
  if (own === undefined) return
  bench.add(ratioRow({ group: 'engine', what, ours, reference: own, referenceName: `${engine.kind} exec` }, engine.kind === 'docker' ? 0.9 : 0.65))
  bench.add(ratioRow({ group: 'engine', what: `${what}, the floor`, ours: bare, reference: own, referenceName: `${engine.kind} exec` }))
}

export async function startSandbox(app: App, engine: BenchEngine): Promise<SandboxView> {
  count += 1
  const { id } = await app.sandboxes.create({ name: `bench-${count}`, image, backend: engine.kind })
  return await app.sandboxes.start({ sandbox: id })
}

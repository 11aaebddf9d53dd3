import { performance } from 'node:perf_hooks'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from 'node:process'
import type { Engine, EngineObject } from '#core/ports'
import { newTask } from '../../src/backends/conformance/lab'
import { runCommand } from '../../src/backends/conformance/run-command'
import { createEngineLab } from '../../src/backends/firecracker/testing/engine-lab'
import { findObstacle, Microvm } from '../../src/backends/firecracker/testing/microvm-lab'
import { isReal } from '../../src/backends/firecracker/testing/monitor-program'
import type { Bench, Group } from '../bench'
import { askBare } from '../bare-guest'
import { atLeastRow, atMostRow, beyondRow, median, rateRow, ratioRow, sideBySide } from '../measure'
import { measureReal } from './firecracker-real'
import { toRequest } from './firecracker-request'

const mebibyte = 1_048_576
const outputBytes = 50 * mebibyte
/** As a pipe takes it: a program that writes byte by byte (busybox's `head`) would be measured in our place. */
const pieceBytes = 65_536
/** Booting in an emulated machine takes seconds. */
const bootRounds = 5

/** Our engine on the double: what is ours in it. A guest of the double runs in an emulated processor, and says nothing of real ones. */
export const firecrackerGroup: Group = {
  name: 'firecracker',
  run: async (bench) => {
    const obstacle = findObstacle()
    if (obstacle !== null) return bench.skip('firecracker', obstacle)
    const lab = await createEngineLab()
    bench.afterwards(() => lab.dispose())
    const engine = lab.open()
    await measureCreate(bench, engine)
    if (isReal) await measureReal(bench, lab)
    else await measureStart(bench, engine)
    const object = await engine.start(await engine.create(toRequest(), newTask()), newTask())
    const sandbox = { engine, object, folder: lab.folderOf(object.objectId) }
    await measureExec(bench, sandbox)
    await measureOutput(bench, sandbox)
    await engine.remove(object, { force: true }, newTask())
    await measureConversion(bench, engine)
    if (!isReal) bench.skip('firecracker on KVM', 'a machine with /dev/kvm and FC_REAL=1: see docs/backends/firecracker.md')
  }
}

async function measureCreate(bench: Bench, engine: Engine): Promise<void> {
  const { ours } = await sideBySide(bench.rounds, { ours: async () => {
    const made = await engine.create(toRequest(), newTask())
    return async () => await engine.remove(made, { force: true }, newTask())
  } })
  bench.add(atMostRow({ group: 'firecracker', what: 'create, image cached', ours }, 10))
}

/** Against the same machine booted with nothing around it. */
async function measureStart(bench: Bench, engine: Engine): Promise<void> {
  const { ours, bare } = await sideBySide(Math.min(bench.rounds, bootRounds), {
    ours: async () => {
      const made = await engine.create(toRequest(), newTask())
      await engine.start(made, newTask())
      return async () => await engine.remove(made, { force: true }, newTask())
    },
    bare: async () => {
      const machine = await Microvm.create()
      await machine.start()
      await machine.agent.startMain({ argv: null, environment: {}, workingDirectory: '/', user: null }, newTask().signal)
      return async () => await machine.dispose()
    }
  })
  bench.add(beyondRow({ group: 'firecracker', what: 'create and start on the double', ours, reference: bare, referenceName: 'double and guest alone' }, 30))
}

interface Running {
  readonly engine: Engine
  readonly object: EngineObject
  /** Where its monitor's sockets are. */
  readonly folder: string
}

/** Ours beside what the emulated guest takes by itself: asked by a client that knows nothing, and by a shell that is inside already. */
async function measureExec(bench: Bench, { engine, object, folder }: Running): Promise<void> {
  const loop = (body: string): string[] => ['sh', '-c', `i=0; while [ $i -lt ${programsInside} ]; do ${body}; i=$((i+1)); done`]
  const { ours, bare, programs, nothing } = await sideBySide(3 * bench.rounds, {
    ours: async () => void (await runCommand(engine, object, ['true'])),
    bare: async () => void (await askBare(folder, ['true'])),
    programs: async () => void (await askBare(folder, loop('/bin/true'))),
    nothing: async () => void (await askBare(folder, loop(':')))
  })
  const one = (programs - nothing) / programsInside
  bench.add(atMostRow({ group: 'firecracker', what: 'one exec on a warm sandbox', ours }, 15))
  bench.add(ratioRow({ group: 'firecracker', what: 'one exec against a client without the product', ours, reference: bare, referenceName: 'bare client' }))
  bench.add(ratioRow({ group: 'firecracker', what: 'one exec, the floor: a shell inside starts a program', ours: one, reference: bare, referenceName: 'bare client' }))
}

const programsInside = 20

async function measureOutput(bench: Bench, { engine, object, folder }: Running): Promise<void> {
  const argv = ['dd', 'if=/dev/zero', `bs=${pieceBytes}`, `count=${outputBytes / pieceBytes}`]
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
  for (let round = 0; round < 3; round += 1) {
    rates.ours.push(await toRate(() => readAll(engine, object, argv)))
    rates.bare.push(await toRate(() => askBare(folder, argv)))
  }
  const [ours, reference] = [median(rates.ours), median(rates.bare)]
  bench.add(atLeastRow({ group: 'firecracker', what: '50 MiB of output', ours }, 25))
  bench.add(rateRow({ group: 'firecracker', what: '50 MiB of output against a client without the product', ours, reference, referenceName: 'bare client' }))
}

async function readAll(engine: Engine, object: EngineObject, argv: readonly string[]): Promise<number> {
  const session = await engine.exec(object, { argv, environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, newTask())
  let bytes = 0
  for await (const { data } of session.output) bytes += data.length
  return bytes
}

/** Mebibytes a second. */
async function toRate(read: () => Promise<number>): Promise<number> {
  const begun = performance.now()
  const bytes = await read()
  return bytes / mebibyte / ((performance.now() - begun) / 1_000)
}

/** An archive of the tests' image, unpacked, laid together and compressed. */
async function measureConversion(bench: Bench, engine: Engine): Promise<void> {
  const archive = join(env['AGENTKERNEL_TEST_GUEST_IMAGES'] ?? '', 'base.tar')
  const { size } = await stat(archive)
  const rates: number[] = []
  for (let round = 0; round < bench.rounds; round += 1) {
    await engine.images?.remove('alpine:3.20', { force: true }, newTask())
    const begun = performance.now()
    await engine.images?.load?.(archive, newTask())
    rates.push(size / 1e6 / ((performance.now() - begun) / 1_000))
  }
  bench.add(atLeastRow({ group: 'firecracker', what: 'an archive into a file system', ours: median(rates) }))
}

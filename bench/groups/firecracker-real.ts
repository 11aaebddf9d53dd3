import { readFile } from 'node:fs/promises'
import { newTask } from '../../src/backends/conformance/lab'
import { SandboxFiles } from '../../src/backends/firecracker/state/sandbox-files'
import { toBootMs } from '../../src/backends/firecracker/testing/boot-time'
import type { EngineLab } from '../../src/backends/firecracker/testing/engine-lab'
import { Microvm } from '../../src/backends/firecracker/testing/microvm-lab'
import { readOwnMemoryMb } from '../../src/backends/firecracker/testing/own-memory'
import type { Bench } from '../bench'
import { atMostRow, memoryRow, quantile, ratioRow, timesOf } from '../measure'
import { guestMemoryMb, toRequest } from './firecracker-request'

const starts = 50
const late = 0.95
/** What Firecracker says of itself: up to the guest's first program, with no console. Ours has one, and is up when the agent listens. */
const statedBootMs = 125

/** What only Firecracker itself on KVM can be asked. */
export async function measureReal(bench: Bench, lab: EngineLab): Promise<void> {
  await measureStart(bench, lab)
  await measureBoot(bench)
  await measureMemory(bench, lab)
}

/** From the call to the moment at which commands work. */
async function measureStart(bench: Bench, lab: EngineLab): Promise<void> {
  const engine = lab.open()
  const { ours } = await timesOf(starts, { ours: async () => {
    const made = await engine.start(await engine.create(toRequest(), newTask()), newTask())
    return async () => await engine.remove(made, { force: true }, newTask())
  } })
  bench.add(atMostRow({ group: 'firecracker', what: 'create and start on KVM', ours: quantile(ours, 0.5) }, 250))
  bench.add(atMostRow({ group: 'firecracker', what: 'create and start on KVM, 95th percentile', ours: quantile(ours, late) }, 500))
}

/** By Firecracker's own clock, up to the agent. */
async function measureBoot(bench: Bench): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < starts; round += 1) {
    const machine = await Microvm.create({ flags: ['--boot-timer'] })
    try {
      await machine.boot({ bootArgument: 'boot_timer=1' })
      times.push(toBootMs(await machine.log()))
    } finally {
      await machine.dispose()
    }
  }
  const row = { group: 'firecracker', reference: statedBootMs, referenceName: 'stated by Firecracker' }
  bench.add(ratioRow({ ...row, what: 'boot by --boot-timer', ours: quantile(times, 0.5) }), ratioRow({ ...row, what: 'boot by --boot-timer, 95th percentile', ours: quantile(times, late) }))
}

async function measureMemory(bench: Bench, lab: EngineLab): Promise<void> {
  const engine = lab.open()
  const object = await engine.start(await engine.create(toRequest(), newTask()), newTask())
  const { monitor } = await new SandboxFiles(lab.folderOf(object.objectId)).state()
  const ours = readOwnMemoryMb(await readFile(`/proc/${monitor?.processId}/smaps`, 'utf8'), guestMemoryMb)
  bench.add(memoryRow({ group: 'firecracker', what: "the monitor's memory beyond its guest's", ours }, 10))
  await engine.remove(object, { force: true }, newTask())
}

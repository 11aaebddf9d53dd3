import type { Remedy, Text } from '#contract/text'
import type { Machine } from '#core/ports'
import { toGood, toNote, type Finding } from './finding'

/**
 * What the walls between sandboxes lean on, and only whoever administers the machine can change (Firecracker's own advice for hosts). None of
 * it keeps anything from being used.
 */
export async function checkHost(machine: Pick<Machine, 'files'>): Promise<Finding[]> {
  const [flaws, smt, merging, swap] = await Promise.all([findOpenFlaws(machine), read(machine, '/sys/devices/system/cpu/smt/active'), read(machine, '/sys/kernel/mm/ksm/run'), findOpenSwap(machine)])
  return [
    toFinding('flaws', flaws.length === 0 ? null : { key: 'reasons.host_flaws', params: { flaws: flaws.join(', ') } }),
    toFinding('smt', smt === '1' ? { key: 'reasons.host_smt' } : null, 'echo off | sudo tee /sys/devices/system/cpu/smt/control'),
    toFinding('swap', swap === null ? null : { key: 'reasons.host_swap', params: { place: swap } }, 'sudo swapoff --all'),
    toFinding('merging', merging === '1' ? { key: 'reasons.host_merging' } : null, 'echo 2 | sudo tee /sys/kernel/mm/ksm/run')
  ]
}

function toFinding(id: string, reason: Text | null, command?: string): Finding {
  const remedy: Remedy = { text: { key: `remedies.host_${id}` }, ...(command !== undefined && { command }) }
  return reason ? toNote(id, { reason, remedies: [remedy] }) : toGood(id, { key: `setup.${id}_good` })
}

/** Empty where there is none: the kernel then cannot do it. */
async function read({ files }: Pick<Machine, 'files'>, path: string): Promise<string> {
  return await files.readFile(path).then((data) => Buffer.from(data).toString('utf8').trim(), () => '')
}

const flawFolder = '/sys/devices/system/cpu/vulnerabilities'

/** Flaws of the processor that this kernel, with this microcode, leaves open; an old microcode is one of them. */
async function findOpenFlaws(machine: Pick<Machine, 'files'>): Promise<string[]> {
  const names = await machine.files.readdir(flawFolder).catch(() => [])
  const states = await Promise.all(names.toSorted().map(async (name) => ({ name, state: await read(machine, `${flawFolder}/${name}`) })))
  return states.filter(({ state }) => state.startsWith('Vulnerable')).map(({ name }) => name)
}

/** The first place to which memory may be written in the clear. Null when there is none. */
async function findOpenSwap(machine: Pick<Machine, 'files'>): Promise<string | null> {
  const [, ...lines] = (await read(machine, '/proc/swaps')).split('\n')
  for (const place of lines.map((line) => line.split(/\s/, 1)[0] ?? '')) {
    if (place !== '' && !/^\/dev\/zram\d+$/.test(place) && !(await isEncrypted(machine, place))) return place
  }
  return null
}

async function isEncrypted(machine: Pick<Machine, 'files'>, place: string): Promise<boolean> {
  const name = /^\/dev\/(dm-\d+)$/.exec(place)?.[1]
  return name !== undefined && (await read(machine, `/sys/block/${name}/dm/uuid`)).startsWith('CRYPT-')
}

import type { Remedy } from '#contract/text'
import type { Machine } from '#core/ports'
import { toAdvice, toFailure, toGood, type Finding } from './finding'
import { kvmEnable, kvmGroup } from './remedies'

const device = '/dev/kvm'
const readWrite = 6

/** Whether the processor says that it can, and whether this user may use it. */
export async function checkKvm(machine: Machine): Promise<[processor: Finding, access: Finding]> {
  const [technique, isThere] = await Promise.all([readTechnique(machine), machine.files.stat(device).then(() => true, () => false)])
  return [toProcessorFinding(technique, isThere), await toAccessFinding(machine, technique, isThere)]
}

/** Null when it names none. */
async function readTechnique({ files }: Machine): Promise<'vmx' | 'svm' | null> {
  const text = String(await files.readFile('/proc/cpuinfo').then((data) => Buffer.from(data), () => ''))
  return (/^flags\s*:.*\b(vmx|svm)\b/m.exec(text)?.[1] as 'vmx' | 'svm' | undefined) ?? null
}

/** With the device there, the word of the processor is only a hint: the test boot decides. */
function toProcessorFinding(technique: 'vmx' | 'svm' | null, isThere: boolean): Finding {
  if (technique !== null) return toGood('processor', { key: 'setup.processor_good', params: { technique: technique === 'vmx' ? 'VT-x' : 'AMD-V' } })
  if (isThere) return toAdvice('processor', { reason: { key: 'reasons.kvm_not_announced' }, remedies: [] })
  return toFailure('processor', { blocks: 'unsupported', reason: { key: 'reasons.kvm_missing' }, remedies: [kvmEnable] })
}

async function toAccessFinding({ files }: Machine, technique: 'vmx' | 'svm' | null, isThere: boolean): Promise<Finding> {
  if (!isThere) {
    const load: Remedy = { text: { key: 'remedies.kvm_load' }, command: `sudo modprobe kvm_${technique === 'svm' ? 'amd' : 'intel'}` }
    return toFailure('kvm', { blocks: 'unsupported', reason: { key: technique ? 'reasons.kvm_not_loaded' : 'reasons.kvm_missing' }, remedies: [technique ? load : kvmEnable] })
  }
  const isAllowed = await files.access(device, readWrite).then(() => true, () => false)
  if (isAllowed) return toGood('kvm', { key: 'setup.kvm_good' })
  return toFailure('kvm', { blocks: 'broken', reason: { key: 'reasons.kvm_denied' }, remedies: [kvmGroup] })
}

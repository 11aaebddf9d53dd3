import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Machine } from '#core/ports'
import { readPrint, type FilePrint } from '../setup/file-print'
import { bootArguments } from '../vmm/boot-arguments'
import type { MicrovmArtifacts } from '../vmm/artifacts'
import type { MachinePlan } from '../vmm/machine-plan'

/** Everything that must be the same where a template is made and where it is taken. */
export interface TemplateFacts {
  /** Of all templates that can be taken here now: monitor, kernel, guest agent, processor, the host's kernel. */
  readonly place: {
    readonly firecracker: string
    readonly program: FilePrint | null
    readonly kernel: FilePrint | null
    /** Named by its content: agent and drivers. */
    readonly initrd: string
    readonly bootArguments: string
    readonly osRelease: string
    readonly processor: string
  }
  readonly size: { readonly vcpus: number; readonly memoryMb: number; readonly hasNetwork: boolean }
}

const processorFields = new Set(['vendor_id', 'cpu family', 'model', 'model name', 'stepping', 'microcode', 'flags'])

export async function readFacts({ program, version, kernel }: MicrovmArtifacts, { osRelease, files }: Pick<Machine, 'osRelease' | 'files'>, plan: MachinePlan): Promise<TemplateFacts> {
  const [ofProgram, ofKernel, cpuinfo] = await Promise.all([readPrint(program), readPrint(kernel), files.readFile('/proc/cpuinfo').then((data) => Buffer.from(data).toString('latin1'), () => '')])
  return {
    place: { firecracker: version, program: ofProgram, kernel: ofKernel, initrd: basename(plan.initrd), bootArguments, osRelease, processor: toDigest(describeProcessor(cpuinfo)) },
    size: { vcpus: plan.vcpus, memoryMb: plan.memoryMb, hasNetwork: plan.network !== null }
  }
}

/** Of the first one: a machine with different ones does not run virtual machines on either. */
function describeProcessor(cpuinfo: string): string {
  const [first = ''] = cpuinfo.split('\n\n')
  return first.split('\n').filter((line) => processorFields.has(line.split('\t')[0]?.trim() ?? '')).join('\n')
}

/** The name of a template's folder. `place` first: what is of another place can be told by the name. */
export function toTemplateName({ place, size }: TemplateFacts): string {
  return `${toPlaceName({ place })}-${size.vcpus}-${size.memoryMb}${size.hasNetwork ? '-net' : ''}`
}

export function toPlaceName({ place }: Pick<TemplateFacts, 'place'>): string {
  return toDigest(JSON.stringify(place)).slice(0, 16)
}

function toDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

import { expect, it } from 'vitest'
import { testMachine } from '../../testing/machine'
import { noRates } from '../vmm/rates'
import { readFacts, toPlaceName, toTemplateName } from './template-facts'

const artifacts = { program: '/none/firecracker', version: '1.16.1', kernel: '/none/vmlinux', agent: '/none/agent' }
const plan = { vcpus: 1, memoryMb: 512, kernel: artifacts.kernel, initrd: '/home/initrd-1.cpio', drives: [], network: null, rates: noRates }
const cpu = (microcode: string, mhz = '2000'): string => [0, 1].map((index) => `processor\t: ${index}\nvendor_id\t: Real\nmodel name\t: A processor\nmicrocode\t: ${microcode}\ncpu MHz\t\t: ${mhz}\nflags\t\t: fpu vmx\n`).join('\n')

async function name(cpuinfo: string, changes: { osRelease?: string; version?: string; memoryMb?: number; initrd?: string } = {}): Promise<[place: string, template: string]> {
  const { version = artifacts.version, memoryMb = plan.memoryMb, initrd = plan.initrd, osRelease = '6.1' } = changes
  const machine = { ...testMachine({}), osRelease, files: { ...testMachine({}).files, readFile: () => Promise.resolve(Buffer.from(cpuinfo)) } }
  const facts = await readFacts({ ...artifacts, version }, machine, { ...plan, memoryMb, initrd })
  return [toPlaceName(facts), toTemplateName(facts)]
}

it('takes a template only where everything is as it was when it was saved', async () => {
  const [place, template] = await name(cpu('0x1'))
  expect(await name(cpu('0x1', '3100'))).toEqual([place, template])
  expect(template).toBe(`${place}-1-512`)
  expect(await name(cpu('0x1'), { memoryMb: 1_024 })).toEqual([place, `${place}-1-1024`])
  const others = await Promise.all([name(cpu('0x2')), name(cpu('0x1'), { osRelease: '6.2' }), name(cpu('0x1'), { version: '1.17.0' }), name(cpu('0x1'), { initrd: '/home/initrd-2.cpio' })])
  expect(new Set([place, ...others.map(([other]) => other)]).size).toBe(5)
})

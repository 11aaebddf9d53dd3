import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { writeCpio, type CpioEntry } from './cpio'
import { readKernelModules, writeInitramfs } from './initramfs'

const agent = Buffer.from('the agent')
const modules = [{ name: '00-first.ko', data: Buffer.from('abc') }, { name: '01-second.ko', data: Buffer.from('defgh') }]

describe('an initramfs', () => {
  it('is the same for the same content, and filled up as kernels want it', () => {
    const bytes = writeInitramfs(agent, modules)
    expect(bytes.equals(writeInitramfs(agent, modules))).toBe(true)
    expect(bytes.length % 4).toBe(0)
    expect(bytes.subarray(0, 6).toString()).toBe('070701')
    expect(bytes.includes('TRAILER!!!\0')).toBe(true)
    for (const at of offsetsOf(bytes)) expect(at % 4).toBe(0)
  })

  it('is read by cpio with names, kinds, modes and content', ({ skip }) => {
    skip(spawnSync('cpio', ['--version']).error !== undefined, 'cpio is not installed')
    const bytes = writeInitramfs(agent, modules)
    const list = spawnSync('cpio', ['-itvn', '--quiet'], { input: bytes, encoding: 'utf8' })
    expect(list).toMatchObject({ status: 0, stderr: '' })
    const lines = list.stdout.trimEnd().split('\n').map((line) => line.split(/\s+/))
    expect(lines.map((words) => [words[0], words.at(-1)])).toEqual([
      ['drwxr-xr-x', 'dev'], ['crw-------', 'dev/console'], ['-rwxr-xr-x', 'init'], ['drwxr-xr-x', 'm'], ['-rw-------', 'm/00-first.ko'], ['-rw-------', 'm/01-second.ko']
    ])
    expect(lines[1]?.slice(4, 6).join('')).toBe('5,1')
    expect(spawnSync('cpio', ['-i', '--quiet', '--to-stdout', 'm/01-second.ko'], { input: bytes, encoding: 'utf8' }).stdout).toBe('defgh')
  })

  it.each(['/init', '', 'a\0b', 'x'.repeat(300)])('refuses the name %j', (name) => {
    const entry: CpioEntry = { type: 'directory', path: name, mode: 0o755 }
    expect(() => writeCpio([entry])).toThrow('not a name')
  })

  it('has the drivers that lie beside a kernel, in order, and none where there are none', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'agentkernel-kernel-'))
    onTestFinished(async () => await rm(folder, { recursive: true }))
    const kernel = path.join(folder, 'vmlinux')
    expect(await readKernelModules(kernel)).toEqual([])
    await mkdir(`${kernel}.modules`)
    for (const name of ['10-b.ko', '02-a.ko', 'README']) await writeFile(path.join(`${kernel}.modules`, name), name)
    expect((await readKernelModules(kernel)).map(({ name, data }) => [name, data.toString()])).toEqual([['02-a.ko', '02-a.ko'], ['10-b.ko', '10-b.ko']])
  })
})

function offsetsOf(bytes: Buffer): number[] {
  const offsets: number[] = []
  for (let at = bytes.indexOf('070701'); at >= 0; at = bytes.indexOf('070701', at + 1)) offsets.push(at)
  return offsets
}

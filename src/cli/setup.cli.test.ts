import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home } from './testing/command'

/** Where nothing can be set up the command says why; what follows needs a machine whose /dev/kvm may be used. */
describe('agentkernel setup', () => {
  let home: Home
  beforeAll(async () => void (home = await createHome()))
  afterAll(() => home.dispose())

  it.each<[string, string[], number, RegExp]>([
    ['an unknown option', ['setup', '--everything'], 2, /--everything/],
    ['--from without a file', ['setup', '--from'], 2, /argument missing/],
    ['--from together with --check', ['setup', '--check', '--from', 'vmlinux'], 2, /--check changes nothing/]
  ])('refuses %s', async (_title, words, code, sentence) => {
    const result = await home.run(words)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(sentence)
  })

  it('gives the checklist as data', async () => {
    const { stdout } = await home.run(['setup', '--check', '--json'])
    const { checklist } = JSON.parse(stdout) as { checklist: { firecracker: { id: string; outcome: string }[] } }
    const ids = checklist.firecracker.map(({ id }) => id)
    // Notes about the host follow where there is a /dev/kvm.
    expect(ids.slice(0, 9)).toEqual(process.platform === 'linux' && process.arch === 'x64' ? ['processor', 'kvm', 'namespaces', 'network', 'program', 'kernel', 'agent', 'files', 'self_test'] : [])
  })

  it('takes nothing from the network without a yes, and no wrong file at all', async ({ skip }) => {
    const { stdout } = await home.run(['setup', '--check', '--json'])
    const { checklist } = JSON.parse(stdout) as { checklist: { firecracker: { id: string; outcome: string }[] } }
    skip(checklist.firecracker.find(({ id }) => id === 'kvm')?.outcome !== 'pass', 'no /dev/kvm that this user may use')
    const asked = await home.run(['setup'])
    expect(asked.code).toBe(1)
    expect(asked.stderr).toMatch(/consent.*--yes/s)
    const unknown = await home.run(['setup', '--from', 'kernel.bin'])
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toMatch(/kernel\.bin is not a name that set-up knows.*vmlinux-6\.1\.155/s)
    const absent = await home.run(['setup', '--from', 'vmlinux-6.1.155'])
    expect(absent.stderr).toContain(join(home.folder, 'vmlinux-6.1.155'))
    await writeFile(join(home.folder, 'vmlinux-6.1.155'), 'another kernel')
    const wrong = await home.run(['setup', '--from', 'vmlinux-6.1.155'])
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toMatch(/expected e41c7048[0-9a-f]{56}.*found +[0-9a-f]{64}/s)
    expect(await readdir(join(home.folder, 'data', 'firecracker'), { recursive: true })).toEqual(['downloads'])
  })
})

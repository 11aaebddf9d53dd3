import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createHome, findEngines, noEngine, parseJson, type Home } from './testing/command'

const [engine] = findEngines()

describe('run', () => {
  beforeEach(({ skip }) => skip(engine === undefined, noEngine))
  let home: Home
  beforeAll(async () => {
    home = await createHome(engine)
    return home.dispose
  })
  const list = async (): Promise<string> => (await home.run(['list', '-q'])).stdout
  const folder = async (name: string, files: Record<string, string>): Promise<string> => {
    const path = join(home.folder, name)
    await mkdir(path)
    for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text)
    return path
  }

  it('runs a program with its input and exit code, and leaves nothing', async () => {
    expect(await home.run(['run', 'sh', '-c', 'cat; echo err >&2; exit 9'], { input: 'in\n' })).toEqual({ code: 9, stdout: 'in\n', stderr: 'err\n' })
    expect((await home.run(['run', '--no-network', '--memory', '64m', '-e', 'A=1', '-w', '/tmp', '--', 'sh', '-c', 'ls /sys/class/net; echo $A $PWD'])).stdout).toBe('lo\n1 /tmp\n')
    expect((await home.run(['run', 'nosuchprogram'])).code).toBe(127)
    expect(await list()).toBe('')
  })

  it('gives our own failures 125, not the codes of programs', async () => {
    expect(await home.run(['run', '-i', 'agentkernel-test/nothing-here:1', 'true'])).toMatchObject({ code: 125, stdout: '' })
    expect(await list()).toBe('')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('removes its sandbox when it is ended by %s, at any moment', async (signal) => {
    const code = signal === 'SIGINT' ? 130 : 143
    for (const afterMs of [300, 800]) {
      const { child, ended } = home.start(['run', '-n', 'sleep', '6543'])
      setTimeout(() => child.kill(signal), afterMs)
      // Null: it was ended before it had begun.
      expect([code, null]).toContain((await ended).code)
    }
    const { child, ended } = home.start(['run', '-n', 'sh', '-c', 'echo up; sleep 6543'])
    child.stdout.once('data', () => child.kill(signal))
    expect((await ended).code).toBe(code)
    expect(await list()).toBe('')
  })

  it('ends after its time', async () => {
    expect((await home.run(['run', '--timeout', '1s', 'sleep', '6543'])).code).toBe(124)
    expect(await list()).toBe('')
  })

  it('keeps the sandbox when asked, and says how to remove it', async () => {
    const { code, stderr } = await home.run(['run', '--keep', 'sh', '-c', 'exit 3'])
    expect(code).toBe(3)
    const name = /run-[0-9a-f]{8}/.exec(stderr)?.[0] ?? ''
    expect(stderr).toContain(`agentkernel remove --force ${name}`)
    expect(await list()).toBe(`${name}\n`)
    await home.run(['remove', '-f', name])
    const json = await home.run(['run', '--keep', '--json', 'echo', 'hi'])
    const { kept } = parseJson(json.stderr, z.object({ kept: z.object({ id: z.string(), name: z.string() }) }))
    expect([json.stdout, await list()]).toEqual(['hi\n', `${kept.name}\n`])
    await home.run(['remove', '-f', kept.name])
  })

  it('chooses the image by the program, then by the folder', async () => {
    const node = await folder('node-project', { 'package.json': '{}' })
    const image = async (words: string[], directory: string): Promise<string> => {
      const { stderr } = await home.run(['run', '--keep', ...words], { directory })
      const name = /run-[0-9a-f]{8}/.exec(stderr)?.[0] ?? ''
      const { stdout } = await home.run(['info', name, '--json'])
      await home.run(['remove', '-f', name])
      return (JSON.parse(stdout) as { spec: { image: string } }).spec.image
    }
    expect(await image(['python3', '-V'], node)).toBe('python:3.12-alpine')
    expect(await image(['ls'], node)).toBe('node:22-alpine')
    expect(await image(['-i', 'alpine:3.20', 'node', '-v'], node)).toBe('alpine:3.20')
    expect(await image(['ls'], home.folder)).toBe('alpine:3.20')
  })

  it('builds a Dockerfile only with consent, and reuses what it built', async () => {
    const project = await folder('build-project', { Dockerfile: 'FROM alpine:3.20\nRUN echo built > /built\n' })
    const without = await home.run(['run', 'cat', '/built'], { directory: project })
    expect(without.stderr).toContain('Not done without your consent (--yes): Build an image from Dockerfile')
    expect(without.code).toBe(1)
    const first = await home.run(['run', '--build', 'cat', '/built'], { directory: project })
    expect(first).toMatchObject({ code: 0, stdout: 'built\n', stderr: expect.stringMatching(/agentkernel-build-project:[0-9a-f]{12}/) })
    const again = await home.run(['run', '--yes', 'cat', '/built'], { directory: project })
    expect(again).toMatchObject({ code: 0, stdout: 'built\n' })
    await home.run(['images', 'rm', '--force', /agentkernel-build-project:[0-9a-f]{12}/.exec(first.stderr)?.[0] ?? ''])
    expect(await home.run(['run', '--build', 'true'])).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no Dockerfile to build') })
  })

  it('obeys the policy of commands in agentkernel.toml, and takes its settings', async () => {
    const project = await folder('policy-project', { 'agentkernel.toml': '[sandbox]\nname = "p"\nbase_image = "alpine:3.20"\n[resources]\nmemory_mb = 77\n[security.commands]\nblock = ["wget"]\n' })
    expect(await home.run(['run', 'wget', 'http://x'], { directory: project })).toMatchObject({ code: 125, stderr: expect.stringContaining("Command 'wget' blocked by security policy. Check [security.commands] in agentkernel.toml") })
    expect((await home.run(['run', 'cat', '/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'], { directory: project })).stdout.trim()).toBe(String(77 * 1_048_576))
    expect(await list()).toBe('')
  })
})

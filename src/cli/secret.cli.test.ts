import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasSecretService, noSecretService, startSecretService, type SecretService } from '#platform/testing/secret-service'
import { createHome, findEngines, noEngine, type Home, type Result } from './testing/command'

const [engine] = findEngines()
const nowhere = 'unix:path=/nonexistent/bus'

describe('secret', () => {
  let home: Home
  beforeAll(async () => {
    home = await createHome(engine)
    return home.dispose
  })
  const run = (words: readonly string[], input = '', bus = nowhere): Promise<Result> => home.run(words, { input, environment: { DBUS_SESSION_BUS_ADDRESS: bus } })

  it('refuses where there is no keyring, with how to go on, and chooses nothing less by itself', async () => {
    const { code, stdout, stderr } = await run(['secret', 'set', 'API_KEY'], 'hunter2-hunter2\n')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('agentkernel config set secret-store file')
    expect(stderr).not.toContain('hunter2')
  })

  it('takes values on standard input only, and says what is wrong with others', async () => {
    await run(['config', 'set', 'secret-store', 'file'])
    for (const words of [['API_KEY', 'hunter2'], ['API_KEY=hunter2']]) {
      const { code, stderr } = await run(['secret', 'set', ...words])
      expect([code, stderr]).toEqual([2, expect.stringContaining('never an argument')])
      expect(stderr).not.toContain('hunter2')
    }
    for (const words of [['create', 'x', '-S', 'API_KEY=hunter2'], ['update', 'x', '--secret', 'API_KEY:hunter2.example']]) {
      const { code, stderr } = await run(words)
      expect([code, stderr]).toEqual([2, expect.stringContaining('Write: -S NAME')])
      expect(stderr).not.toContain('hunter2')
    }
    expect(await run(['secret', 'set', 'API_KEY'])).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be empty') as string })
    expect(await run(['secret', 'set', 'A-B'], 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining("variable's name") as string })
    expect(await run(['secret', 'set', 'PATH'], 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('Choose another name') as string })
    expect(await run(['secret', 'set', 'API_KEY'], 'x'.repeat(40_000))).toMatchObject({ code: 2, stderr: expect.stringContaining('32,768') as string })
    expect(await run(['secret', 'remove', 'API_KEY'])).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no secret') as string })
  })

  it('keeps them in a closed file where that was chosen, lists names only, and tells doctor', async () => {
    expect(await run(['secret', 'set', 'API_KEY'], 'hunter2-hunter2\n')).toMatchObject({ code: 0, stdout: '' })
    const file = join(home.environment.AGENTKERNEL_HOME, 'secrets.json')
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
    expect(await readFile(file, 'utf8')).toContain('"hunter2-hunter2"')
    const listed = await run(['secret'])
    expect(listed.stdout).toMatch(/^NAME +UPDATED +GRANTED TO\nAPI_KEY +20\S+Z\n$/)
    expect(listed.stderr).toContain('not encrypted')
    expect((await run(['doctor'])).stdout).toContain('It is not encrypted.')
    await run(['data', 'backup', join(home.folder, 'backup.json')])
    await run(['doctor', '--bundle', join(home.folder, 'bundle.txt')])
    const outside = await Promise.all(['backup.json', 'bundle.txt', 'data/metadata.json', 'data/activity.jsonl'].map((name) => readFile(join(home.folder, name), 'utf8')))
    expect(outside.join('\n') + listed.stdout).not.toContain('hunter2')
    expect(outside[3]).toContain('"action":"secrets.set","subject":"API_KEY"')
  })

  it('reaches sessions of the sandboxes it is granted to, changed and taken back without a restart', async ({ skip }) => {
    skip(engine === undefined, noEngine)
    const inside = async (): Promise<string> => (await run(['exec', 'vaulted', '--', 'sh', '-c', 'echo $API_KEY'])).stdout
    expect(await run(['create', 'vaulted', '-S', 'NOT_THERE'])).toMatchObject({ code: 1, stderr: expect.stringContaining('agentkernel secret set NOT_THERE') as string })
    expect((await run(['create', 'agent', '--template', 'claude-code', '--image', 'alpine:3.20'])).stderr).toContain('agentkernel secret set ANTHROPIC_API_KEY && agentkernel update agent --secret ANTHROPIC_API_KEY')
    await run(['create', 'vaulted', '-S', 'API_KEY'])
    await run(['start', 'vaulted'])
    expect(await inside()).toBe('hunter2-hunter2\n')
    await run(['secret', 'set', 'API_KEY'], 'rotated')
    expect(await inside()).toBe('rotated\n')
    expect((await run(['info', 'vaulted'])).stdout).toMatch(/Secrets \(names\): +API_KEY/)
    expect(await run(['update', 'vaulted', '--no-secret', 'OTHER'])).toMatchObject({ code: 2, stderr: expect.stringContaining('is not granted OTHER') as string })
    expect((await run(['update', 'vaulted', '--no-secret', 'API_KEY'])).stderr).toContain('secrets: API_KEY -> -')
    expect(await inside()).toBe('\n')
    await run(['update', 'vaulted', '--secret', 'API_KEY'])
    expect((await run(['run', '-S', 'API_KEY', '-i', 'alpine:3.20', '--', 'sh', '-c', 'echo $API_KEY'])).stdout).toBe('rotated\n')
    expect(await run(['secret', 'remove', 'API_KEY'])).toMatchObject({ code: 1, stderr: expect.stringContaining('take it from vaulted') as string })
    expect((await run(['secret', 'remove', '--yes', 'API_KEY'])).stderr).toContain('was taken from: vaulted')
    expect(await inside()).toBe('\n')
  })

  describe('with a keyring', () => {
    beforeEach(({ skip }) => skip(!hasSecretService(), noSecretService))
    let service: SecretService | undefined
    beforeAll(async () => {
      if (!hasSecretService()) return
      await run(['config', 'set', 'secret-store', 'keyring'])
      service = await startSecretService(async (address) => (await run(['secret', 'set', 'RING_KEY'], 'in the ring', address)).code === 0)
    })
    afterAll(() => service?.stop())

    it('keeps them there, and no file has the value', async () => {
      const bus = service?.address
      expect((await run(['secret', 'list'], '', bus)).stdout).toMatch(/\nRING_KEY +20\S+Z\n$/)
      expect(await readFile(join(home.environment.AGENTKERNEL_HOME, 'secrets.json'), 'utf8')).not.toContain('in the ring')
      expect((await run(['secret', 'rm', 'RING_KEY'], '', bus)).stderr).toContain('RING_KEY is removed.')
      expect((await run(['secret', 'list'], '', bus)).stdout).toBe('')
    })
  })
})

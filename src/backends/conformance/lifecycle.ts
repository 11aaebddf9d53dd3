import { describe, expect, it } from 'vitest'
import type { EngineObject } from '#core/ports'
import { codeOf, eventually, newCancellableTask, newTask, pause, type Lab } from './lab'
import { runCommand } from './run-command'

export function describeLifecycle(lab: Lab): void {
  describe('life of a sandbox', () => {
    it('creates it without starting it', async () => {
      const request = lab.request()
      const created = await lab.engine.create(request, newTask())
      lab.removeAfterwards(created)
      const { sandboxId, name, homeId } = request
      expect(created).toMatchObject({ sandboxId, name, homeId, state: 'created', image: lab.fixture.image })
      expect(await lab.engine.inspect(created, newTask())).toMatchObject({ sandboxId, name, homeId, state: 'created' })
      expect(await codeOf(runCommand(lab.engine, created, ['true']))).toBe('SANDBOX_NOT_RUNNING')
    })

    it('runs commands as soon as start returned', async () => {
      const started = await lab.start()
      expect(started.state).toBe('running')
      expect(Date.parse(started.startedAt ?? '')).toBeGreaterThan(Date.now() - 60_000)
      expect(await runCommand(lab.engine, started, ['echo', 'up'])).toEqual({ exitCode: 0, stdout: 'up\n', stderr: '' })
    })

    it('keeps files over stop and start, except on tmpfs', async () => {
      const sandbox = await lab.start()
      await runCommand(lab.engine, sandbox, ['sh', '-c', 'echo kept > /root/kept; echo gone > /tmp/gone'])
      await lab.engine.stop(sandbox, { graceMs: 5_000 }, newTask())
      await lab.engine.start(sandbox, newTask())
      expect((await runCommand(lab.engine, sandbox, ['cat', '/root/kept'])).stdout).toBe('kept\n')
      expect((await runCommand(lab.engine, sandbox, ['test', '-e', '/tmp/gone'])).exitCode).toBe(1)
    })

    it('takes starting, stopping and removing twice without harm', async () => {
      const sandbox = await lab.start()
      expect((await lab.engine.start(sandbox, newTask())).state).toBe('running')
      await lab.engine.stop(sandbox, { graceMs: 5_000 }, newTask())
      await lab.engine.stop(sandbox, { graceMs: 5_000 }, newTask())
      expect((await lab.engine.inspect(sandbox, newTask()))?.state).toBe('stopped')
      await lab.engine.remove(sandbox, { force: false }, newTask())
      await lab.engine.remove(sandbox, { force: false }, newTask())
      await lab.engine.remove(sandbox, { force: true }, newTask())
    })

    it('refuses to remove a running one without force, and leaves it running', async () => {
      const sandbox = await lab.start()
      expect(await codeOf(lab.engine.remove(sandbox, { force: false }, newTask()))).toBe('SANDBOX_RUNNING')
      expect((await lab.engine.inspect(sandbox, newTask()))?.state).toBe('running')
      await lab.engine.remove(sandbox, { force: true }, newTask())
      expect(await lab.engine.inspect(sandbox, newTask())).toBeNull()
    })

    it('says that one is missing where it is gone', async () => {
      const sandbox = await lab.create()
      await lab.engine.remove(sandbox, { force: false }, newTask())
      expect(await lab.engine.inspect(sandbox, newTask())).toBeNull()
      expect(await codeOf(lab.engine.start(sandbox, newTask()))).toBe('SANDBOX_MISSING')
      expect(await codeOf(lab.engine.stop(sandbox, { graceMs: 0 }, newTask()))).toBe('SANDBOX_MISSING')
      expect(await codeOf(runCommand(lab.engine, sandbox, ['true']))).toBe('SANDBOX_MISSING')
    })

    it('ends the keep-alive well within the grace time', async () => {
      const sandbox = await lab.start()
      const before = performance.now()
      await lab.engine.stop(sandbox, { graceMs: 20_000 }, newTask())
      expect(performance.now() - before).toBeLessThan(10_000)
    })

    it('kills what ignores SIGTERM when the grace time is over', async () => {
      const sandbox = await lab.start({ spec: { command: deafCommand } })
      await untilDeaf(lab, sandbox)
      const before = performance.now()
      await lab.engine.stop(sandbox, { graceMs: 1_000 }, newTask())
      expect(performance.now() - before).toBeLessThan(15_000)
      expect(await lab.engine.inspect(sandbox, newTask())).toMatchObject({ state: 'stopped', ...(!lab.fixture.keepsNot?.exitCodes && { exitCode: 137 }) })
    })

    it('tells with which code the main process ended by itself', async () => {
      const sandbox = await lab.start({ spec: { command: ['sh', '-c', 'sleep 3; exit 7'] } })
      const ended = await eventually(() => lab.engine.inspect(sandbox, newTask()), (object) => object?.state === 'stopped')
      expect(ended?.exitCode).toBe(lab.fixture.keepsNot?.exitCodes ? undefined : 7)
    })

    it('serves two hands doing the same thing at once', async () => {
      const sandbox = await lab.create()
      const other = await lab.fixture.connectAgain()
      const [one, two] = await Promise.all([lab.engine.start(sandbox, newTask()), other.start(sandbox, newTask())])
      expect([one.state, two.state]).toEqual(['running', 'running'])
      await Promise.all([lab.engine.stop(sandbox, { graceMs: 5_000 }, newTask()), other.stop(sandbox, { graceMs: 5_000 }, newTask())])
      await Promise.all([lab.engine.remove(sandbox, { force: true }, newTask()), other.remove(sandbox, { force: true }, newTask())])
      expect(await lab.engine.inspect(sandbox, newTask())).toBeNull()
    })

    it('serves many sandboxes at once', async () => {
      const sandboxes = await Promise.all(Array.from({ length: 5 }, () => lab.start()))
      const answers = await Promise.all(sandboxes.map((sandbox) => runCommand(lab.engine, sandbox, ['echo', sandbox.sandboxId])))
      expect(answers.map(({ stdout }) => stdout.trim())).toEqual(sandboxes.map(({ sandboxId }) => sandboxId))
    })
  })

  describe('failing whole', () => {
    it('refuses an image that is not there, and leaves nothing', async () => {
      const request = lab.request({ spec: { image: 'agentkernel-test/absent:1' } })
      expect(await codeOf(lab.engine.create(request, newTask()))).toBe('IMAGE_NOT_FOUND')
      expect(await listedIds(lab)).not.toContain(request.sandboxId)
    })

    it('refuses a mount whose source is missing', async () => {
      const spec = { mounts: [{ source: '/nonexistent/agentkernel/conformance', target: '/mnt', writable: false }] }
      expect(await codeOf(lab.start({ spec }))).toBe('MOUNT_SOURCE_MISSING')
    })

    it('refuses an image that cannot be kept alive, and leaves nothing', async ({ skip }) => {
      skip(lab.fixture.keepsAliveByItself === true, 'this engine needs nothing of an image to keep it alive')
      const request = lab.request({ spec: { image: lab.fixture.imageWithoutShell } })
      expect(await codeOf(lab.engine.create(request, newTask()))).toBe('IMAGE_WITHOUT_SHELL')
      expect(await listedIds(lab)).not.toContain(request.sandboxId)
    })

    it('keeps an image without a shell alive by itself where it can', async ({ skip }) => {
      skip(lab.fixture.keepsAliveByItself !== true, 'this engine needs a shell for that')
      const sandbox = await lab.start({ spec: { image: lab.fixture.imageWithoutShell } })
      expect((await runCommand(lab.engine, sandbox, ['/bin/true'])).exitCode).toBe(0)
    })

    it('keeps an image without a shell alive by the command it was given', async () => {
      const sandbox = await lab.start({ spec: { image: lab.fixture.imageWithoutShell, command: ['/bin/sleep', '300'] } })
      expect((await runCommand(lab.engine, sandbox, ['/bin/true'])).exitCode).toBe(0)
      expect((await runCommand(lab.engine, sandbox, ['sh', '-c', 'true'])).exitCode).toBe(127)
    })

    it('says why a main process could not start, and leaves it stopped', async () => {
      const sandbox = await lab.create({ spec: { command: ['/no/such/program'] } })
      expect(await codeOf(lab.engine.start(sandbox, newTask()))).toBe('SANDBOX_START_FAILED')
      const state = (await lab.engine.inspect(sandbox, newTask()))?.state
      expect(['stopped', 'created']).toContain(state)
    })

    it('speaks of a sandbox by the name that its user gives it now', async () => {
      const sandbox = { ...(await lab.create()), name: 'called-otherwise' }
      await lab.engine.remove(sandbox, { force: true }, newTask())
      const request = { argv: ['true'], environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }
      const missing = { code: 'SANDBOX_MISSING', params: { name: 'called-otherwise' } }
      await expect(lab.engine.start(sandbox, newTask())).rejects.toMatchObject(missing)
      await expect(lab.engine.exec(sandbox, request, newTask())).rejects.toMatchObject(missing)
    })

    it('says what it thinks of a request without making anything', async () => {
      const request = lab.request()
      const findings = await lab.engine.validate(request, newTask())
      expect(findings.every(({ verdict }) => verdict !== 'enforced')).toBe(true)
      expect(await listedIds(lab)).not.toContain(request.sandboxId)
    })

    it('stops waiting when it is cancelled in the middle', async () => {
      const sandbox = await lab.start({ spec: { command: deafCommand } })
      await untilDeaf(lab, sandbox)
      const { task, cancel } = newCancellableTask()
      const stopping = lab.engine.stop(sandbox, { graceMs: 60_000 }, task)
      await pause(lab.fixture.patienceMs)
      const before = performance.now()
      await Promise.all([expect(stopping).rejects.toBe(cancel()), stopping.catch(() => undefined)])
      expect(performance.now() - before).toBeLessThan(2_000)
    })

    it('does nothing when it is cancelled before it began, and says so with the reason', async () => {
      const { task, cancel } = newCancellableTask()
      const reason = cancel()
      const request = lab.request()
      await expect(lab.engine.create(request, task)).rejects.toBe(reason)
      await expect(lab.engine.list(task)).rejects.toBe(reason)
      expect(await listedIds(lab)).not.toContain(request.sandboxId)
    })
  })
}

/** It says so when TERM means nothing to it any more: before, it would be ended by it like any other. */
const deafCommand = ['sh', '-c', "trap '' TERM; echo > /root/deaf; sleep 300"]

async function untilDeaf(lab: Lab, sandbox: EngineObject): Promise<void> {
  await eventually(() => runCommand(lab.engine, sandbox, ['test', '-e', '/root/deaf']), ({ exitCode }) => exitCode === 0)
}

async function listedIds(lab: Lab): Promise<string[]> {
  return (await lab.engine.list(newTask())).map(({ sandboxId }) => sandboxId)
}

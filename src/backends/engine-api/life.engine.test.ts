import { afterAll, describe, expect, it } from 'vitest'
import type { EngineObject } from '#core/ports'
import { createTask, findRealEngines, openRealEngine, removeAll } from './testing/real-engines'
import { createRequest } from './testing/requests'
import { run } from './testing/run'

for (const real of findRealEngines()) {
  describe(`a sandbox on ${real.title}`, () => {
    const engine = openRealEngine(real)
    afterAll(() => removeAll(engine))

    async function start(...args: Parameters<typeof createRequest>): Promise<EngineObject> {
      return await engine.start(await engine.create(createRequest(...args), createTask()), createTask())
    }

    it('is created, started, used, stopped fast, started again with its files, and removed', async () => {
      const request = createRequest({ environment: { SECRET: 'value' }, labels: { team: 'a' } })
      const created = await engine.create(request, createTask())
      expect(created).toMatchObject({ sandboxId: request.sandboxId, homeId: request.homeId, name: request.name, state: 'created', image: 'alpine:3.20', spec: request.spec })
      const started = await engine.start(created, createTask())
      expect(started.state).toBe('running')
      expect(await engine.start(created, createTask())).toMatchObject({ state: 'running' })
      expect(await run(engine, created, ['sh', '-c', 'echo out; echo err >&2; echo $SECRET > /root/f; exit 7'])).toEqual({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' })
      const begun = performance.now()
      await engine.stop(created, { graceMs: 10_000 }, createTask())
      expect(performance.now() - begun).toBeLessThan(3_000)
      await engine.stop(created, { graceMs: 10_000 }, createTask())
      expect(await engine.inspect(created, createTask())).toMatchObject({ state: 'stopped', exitCode: 0 })
      await engine.start(created, createTask())
      expect((await run(engine, created, ['cat', '/root/f'])).stdout).toBe('value\n')
      await engine.remove(created, { force: true }, createTask())
      await engine.remove(created, { force: true }, createTask())
      expect(await engine.inspect(created, createTask())).toBeNull()
    })

    it('is told missing when the engine does not have it', async () => {
      const ref = { sandboxId: 'sb-none', name: 'none', objectId: 'f'.repeat(64) }
      await expect(engine.start(ref, createTask())).rejects.toMatchObject({ code: 'SANDBOX_MISSING' })
      await expect(engine.stop(ref, { graceMs: 1 }, createTask())).rejects.toMatchObject({ code: 'SANDBOX_MISSING' })
      await expect(run(engine, ref, ['true'])).rejects.toMatchObject({ code: 'SANDBOX_MISSING' })
      await engine.remove(ref, { force: false }, createTask())
    })

    it('refuses exec while it is stopped', async () => {
      const created = await engine.create(createRequest(), createTask())
      await expect(run(engine, created, ['true'])).rejects.toMatchObject({ code: 'SANDBOX_NOT_RUNNING' })
    })

    it('reports commands that cannot run as shells do, with nothing on stdout', async () => {
      const object = await start()
      const missing = await run(engine, object, ['nosuch'])
      expect(missing).toMatchObject({ exitCode: 127, stdout: '', stderr: '' })
      expect(missing.detail).toContain('nosuch')
      expect(await run(engine, object, ['/nosuch'])).toMatchObject({ exitCode: 127, stdout: '', stderr: '' })
      expect(await run(engine, object, ['/etc/passwd'])).toMatchObject({ exitCode: 126, stdout: '', stderr: '' })
      expect(await run(engine, object, ['id'], { user: 'nobody-here' })).toMatchObject({ exitCode: 126, stdout: '', stderr: '' })
      expect(await run(engine, object, ['sh', '-c', 'exit 126'])).toEqual({ exitCode: 126, stdout: '', stderr: '' })
      expect(await run(engine, object, ['sh', '-c', 'kill -9 $$'])).toMatchObject({ exitCode: 137 })
    })

    it('ends input without losing output', async () => {
      const object = await start()
      expect(await run(engine, object, ['sh', '-c', 'cat; echo done'], { input: 'hello\n' })).toEqual({ exitCode: 0, stdout: 'hello\ndone\n', stderr: '' })
      for (const length of [10, 1_000, 100_000]) {
        const unread = await run(engine, object, ['sh', '-c', 'echo early; exec true'], { input: 'x'.repeat(length) })
        expect(unread).toEqual({ exitCode: 0, stdout: 'early\n', stderr: '' })
      }
    })
  })
}

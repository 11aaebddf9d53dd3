import { describe, expect, it } from 'vitest'
import { findNameProblem } from '#contract/sandbox-name'
import { sandboxSpecSchema } from '#contract/spec'
import { newTask, type Lab } from './lab'
import { oddNames } from './odd-names'
import { runCommand } from './run-command'

/** What lets a lost metadata file be rebuilt, and an orphan of a killed process be found. */
export function describeRecords(lab: Lab): void {
  describe('finding sandboxes again', () => {
    it('tells the whole spec on inspect, and shows no environment value in the labels', async () => {
      const secret = 'secret-value-1234'
      const source = await lab.fixture.createHostFolder({ 'a.txt': 'a' })
      const wishes = {
        environment: { TOKEN: secret, PLAIN: 'x' }, mounts: [{ source, target: '/mnt/a', writable: false }],
        ports: [{ hostPort: null, sandboxPort: 8080, protocol: 'tcp' as const }], labels: { 'com.example.purpose': 'testing "quotes", ü' },
        command: ['sleep', '300'], workingDirectory: '/tmp', user: '1000:1000', vcpus: 1, memoryMb: 128, network: true, copiedFrom: '/somewhere'
      }
      const created = await lab.create({ spec: wishes, hardening: { network: true } })
      const { spec } = (await lab.engine.inspect(created, newTask())) ?? {}
      expect(sandboxSpecSchema.parse(spec)).toMatchObject(wishes)
      expect(JSON.stringify(await lab.fixture.readLabels(created.objectId))).not.toContain(secret)
    })

    it('lists all of ours in one answer, of every home, without their specs', async () => {
      const [mine, other] = await Promise.all([lab.start(), lab.create({ homeId: 'another-home' })])
      const listed = new Map((await lab.engine.list(newTask())).map((object) => [object.objectId, object]))
      expect(listed.get(mine.objectId)).toMatchObject({ sandboxId: mine.sandboxId, name: mine.name, homeId: mine.homeId, state: 'running', image: lab.fixture.image })
      expect(listed.get(other.objectId)).toMatchObject({ homeId: 'another-home', state: 'created' })
      expect(listed.get(mine.objectId)?.spec).toBeUndefined()
    })

    it('leaves alone what is not ours', async () => {
      await lab.fixture.withForeignObject(async (objectId) => {
        expect((await lab.engine.list(newTask())).map((object) => object.objectId)).not.toContain(objectId)
      })
    })

    it('serves a second process that knows nothing but what the engine tells', async () => {
      const started = await lab.start()
      const other = await lab.fixture.connectAgain()
      const found = (await other.list(newTask())).find(({ sandboxId }) => sandboxId === started.sandboxId)
      expect(found).toMatchObject({ objectId: started.objectId, state: 'running' })
      await other.recover(started, newTask())
      await other.recover(started, newTask())
      expect((await runCommand(other, found ?? started, ['echo', 'again'])).stdout).toBe('again\n')
    })

    it('keeps its identity over connections', async () => {
      const identities = await Promise.all([lab.engine.identify(newTask()), (await lab.fixture.connectAgain()).identify(newTask())])
      expect(identities[0]).toEqual(identities[1])
      expect(identities[0].engineId).not.toBe('')
    })
  })

  describe('names', () => {
    it('takes every one of 200 odd names that the name rules let through', { timeout: 120_000 }, async () => {
      const names = oddNames()
      expect(names).toHaveLength(200)
      const allowed = names.filter((name) => findNameProblem(name) === null)
      expect(allowed.length).toBeGreaterThan(40)
      for (let from = 0; from < allowed.length; from += 10) {
        const some = allowed.slice(from, from + 10)
        const created = await Promise.all(some.map((name) => lab.create({ name })))
        expect(created.map(({ name }) => name)).toEqual(some)
        await Promise.all(created.map((object) => lab.remove(object)))
      }
    })

    it('tells sandboxes apart whose names begin alike', async () => {
      const [short, long] = await Promise.all([lab.start({ name: 'alike' }), lab.start({ name: 'alike2' })])
      await lab.engine.stop(short, { graceMs: 5_000 }, newTask())
      expect((await lab.engine.inspect(long, newTask()))?.state).toBe('running')
    })

    it('renames a running one, which keeps running', async (context) => {
      const { rename } = lab.engine
      if (!rename) return context.skip('this engine has no rename')
      const sandbox = await lab.start()
      const name = `renamed-${sandbox.sandboxId.slice(0, 8)}`
      await rename.rename(sandbox, name, newTask())
      expect(await lab.engine.inspect(sandbox, newTask())).toMatchObject({ name, state: 'running', sandboxId: sandbox.sandboxId })
      expect((await lab.engine.list(newTask())).map((object) => object.name)).toContain(name)
    })
  })
}

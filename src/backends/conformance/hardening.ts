import { describe, expect, it } from 'vitest'
import type { EngineObject } from '#core/ports'
import { codeOf, newTask, type Lab } from './lab'
import { runCommand } from './run-command'

const chownAndSetuid = 0x1n | 0x80n

export function describeHardening(lab: Lab): void {
  describe('hardening', () => {
    const run = async (sandbox: EngineObject, ...argv: string[]): Promise<string> => (await runCommand(lab.engine, sandbox, argv)).stdout

    it('keeps exactly the capabilities of the plan, and unless it said otherwise seccomp and no-new-privileges, inside', async () => {
      const wishes = { hardening: { capabilities: ['CHOWN', 'SETUID'] } }
      const announced = new Set((await lab.engine.validate(lab.request(wishes), newTask())).map(({ key }) => key))
      const sandbox = await lab.start(wishes)
      const status = await run(sandbox, 'cat', '/proc/self/status')
      expect(BigInt(`0x${/CapEff:\s*(\w+)/.exec(status)?.[1]}`)).toBe(chownAndSetuid)
      expect(BigInt(`0x${/CapBnd:\s*(\w+)/.exec(status)?.[1]}`)).toBe(chownAndSetuid)
      expect(/NoNewPrivs:\s*(\d)/.exec(status)?.[1]).toBe(announced.has('noNewPrivileges') ? '0' : '1')
      expect(/Seccomp:\s*(\d)/.exec(status)?.[1]).toBe(announced.has('seccomp') ? '0' : '2')
    })

    it('leaves no capability when the plan has none', async () => {
      const sandbox = await lab.start({ hardening: { capabilities: [] } })
      expect(/CapEff:\s*(\w+)/.exec(await run(sandbox, 'cat', '/proc/self/status'))?.[1]).toBe('0000000000000000')
    })

    it('has nothing but loopback without network', async () => {
      const sandbox = await lab.start({ hardening: { network: false } })
      expect((await run(sandbox, 'ls', '/sys/class/net')).trim()).toBe('lo')
    })

    it('has an interface with network', async () => {
      const sandbox = await lab.start({ hardening: { network: true } })
      expect((await run(sandbox, 'ls', '/sys/class/net')).trim().split('\n')).toContain('lo')
      expect((await run(sandbox, 'ls', '/sys/class/net')).trim()).not.toBe('lo')
    })

    it('is kept to the hosts it may reach, or refused where nothing would keep it', async () => {
      const request = lab.request({ hardening: { network: true }, spec: { allowedHosts: ['203.0.113.7:443'] } })
      const answer = await codeOf(lab.engine.validate(request, newTask()))
      if (answer === 'NOT_SUPPORTED') return
      const created = await lab.engine.create(request, newTask())
      lab.removeAfterwards(created)
      await lab.engine.start(created, newTask())
      expect(await lab.engine.verify(created, request, newTask())).toContainEqual(expect.objectContaining({ key: 'allowedHosts', verdict: 'enforced' }))
    })

    it('protects the root where it is to be read-only, and leaves tmpfs and volumes writable', async () => {
      const sandbox = await lab.start({ hardening: { isRootReadOnly: true, volumes: ['/workspace'] } })
      expect((await runCommand(lab.engine, sandbox, ['sh', '-c', 'echo x > /etc/refused'])).exitCode).not.toBe(0)
      expect((await runCommand(lab.engine, sandbox, ['sh', '-c', 'echo x > /tmp/fine && echo x > /workspace/fine'])).exitCode).toBe(0)
    })

    it('keeps a volume with the sandbox, and not longer', async () => {
      const sandbox = await lab.start({ hardening: { volumes: ['/workspace'] } })
      await run(sandbox, 'sh', '-c', 'echo kept > /workspace/file')
      await lab.engine.stop(sandbox, { graceMs: 5_000 }, newTask())
      await lab.engine.start(sandbox, newTask())
      expect(await run(sandbox, 'cat', '/workspace/file')).toBe('kept\n')
    })

    it('mounts read-only unless asked otherwise, in both directions visible', async ({ skip }) => {
      skip(lab.fixture.mountsCopies === true, 'this engine mounts copies')
      const [fixed, open] = await Promise.all([lab.fixture.createHostFolder({ 'a.txt': 'from the host' }), lab.fixture.createHostFolder({})])
      const mounts = [{ source: fixed, target: '/mnt/fixed', writable: false }, { source: open, target: '/mnt/open', writable: true }]
      const sandbox = await lab.start({ spec: { mounts } })
      expect(await run(sandbox, 'cat', '/mnt/fixed/a.txt')).toBe('from the host')
      expect((await runCommand(lab.engine, sandbox, ['sh', '-c', 'echo x > /mnt/fixed/b.txt'])).exitCode).not.toBe(0)
      await run(sandbox, 'sh', '-c', 'echo from inside > /mnt/open/c.txt')
      expect(await lab.fixture.readHostFile(open, 'c.txt')).toBe('from inside\n')
    })

    it('mounts a folder as it is at each start where it mounts copies, and refuses a writable one', async ({ skip }) => {
      skip(lab.fixture.mountsCopies !== true, 'this engine mounts the folder itself')
      const folder = await lab.fixture.createHostFolder({ 'a.txt': 'from the host' })
      const mount = { source: folder, target: '/mnt/fixed', writable: false }
      const sandbox = await lab.start({ spec: { mounts: [mount] } })
      expect(await run(sandbox, 'cat', '/mnt/fixed/a.txt')).toBe('from the host')
      expect((await runCommand(lab.engine, sandbox, ['sh', '-c', 'echo x > /mnt/fixed/b.txt'])).exitCode).not.toBe(0)
      expect(await codeOf(lab.engine.validate(lab.request({ spec: { mounts: [{ ...mount, writable: true }] } }), newTask()))).toBe('MOUNT_REFUSED')
    })

    it('finds by itself that what was asked holds', async () => {
      const request = lab.request()
      const foreseen = [...(await lab.engine.validate(request, newTask())), ...((await lab.engine.foresee?.(request, newTask())) ?? [])]
      const created = await lab.engine.create(request, newTask())
      const announced = new Set([...[...foreseen, ...(created.learnt?.findings ?? [])].map(({ key }) => key), ...(lab.fixture.standInLacks ?? [])])
      lab.removeAfterwards(created)
      await lab.engine.start(created, newTask())
      const findings = await lab.engine.verify(created, request, newTask())
      expect(findings.filter(({ verdict }) => verdict === 'enforced').length).toBeGreaterThanOrEqual(5)
      expect(findings.filter(({ verdict, key }) => verdict !== 'enforced' && !announced.has(key))).toEqual([])
    })

    it('does not look into what does not run', async () => {
      const request = lab.request()
      const created = await lab.engine.create(request, newTask())
      lab.removeAfterwards(created)
      expect(await codeOf(lab.engine.verify(created, request, newTask()))).toBe('SANDBOX_NOT_RUNNING')
    })
  })

  describe('published ports', () => {
    const port = { hostPort: null, sandboxPort: 8080, protocol: 'tcp' } as const

    it('are bound on 127.0.0.1 only, and told with the port that was chosen', async () => {
      const sandbox = await lab.start({ spec: { ports: [port] }, hardening: { network: true } })
      const bound = (await lab.engine.inspect(sandbox, newTask()))?.ports ?? []
      expect(bound).toMatchObject([{ hostAddress: '127.0.0.1', sandboxPort: 8080, protocol: 'tcp' }])
      expect(bound[0]?.hostPort).toBeGreaterThan(0)
    })

    it('reach what listens inside', async ({ skip }) => {
      const { readFromPort } = lab.fixture
      if (!readFromPort) return skip('the host has no way in')
      const command = ['sh', '-c', 'while true; do echo served | nc -l -p 8080; done']
      const { ports } = await lab.start({ spec: { ports: [port], command }, hardening: { network: true } })
      expect(await readFromPort('127.0.0.1', ports[0]?.hostPort ?? 0)).toBe('served\n')
    })

    it('that are taken are told as such, and the sandbox stays stopped', async () => {
      const first = await lab.start({ spec: { ports: [port] }, hardening: { network: true } })
      const taken = { ...port, hostPort: first.ports[0]?.hostPort ?? 0 }
      const second = await lab.create({ spec: { ports: [taken] }, hardening: { network: true } })
      expect(await codeOf(lab.engine.start(second, newTask()))).toBe('PORT_TAKEN')
      expect((await lab.engine.inspect(second, newTask()))?.state).not.toBe('running')
    })
  })
}

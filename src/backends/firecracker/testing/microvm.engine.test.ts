import { spawnSync } from 'node:child_process'
import { createServer, connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { env } from 'node:process'
import { packTar, unpackTar } from 'modern-tar'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { finish, open, run, runShell } from './guest-commands'
import { findObstacle, Microvm, plainMount } from './microvm-lab'
import { toBootMs } from './boot-time'

const obstacle = findObstacle()
const mebibyte = 1_048_576
const soon = (): AbortSignal => deadlineSignal(30_000)

describe('a guest in a microVM', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let microvm: Microvm

  beforeAll(async () => {
    if (obstacle !== null) return
    microvm = await Microvm.create()
    await microvm.boot()
    const { agent } = microvm
    await expectRefusals(microvm)
    await agent.configure({ hostname: 'box', now: Date.now(), entropy: new Uint8Array(32).fill(7) }, soon())
    await agent.mount(plainMount, soon())
    await agent.startMain({ argv: null, environment: {}, workingDirectory: '/made/for/it', user: null }, soon())
  })
  afterAll(async () => await microvm?.dispose())

  it('has a kernel, a name, a clock and files of its own', async () => {
    const { stdout } = await runShell(microvm.agent, 'uname -sn; cat /etc/hostname; date +%s; cat /etc/hosts; wc -c < /etc/resolv.conf; ls /sys/class/net; ls -d /made/for/it')
    const [system, name, seconds, ...rest] = stdout.split('\n')
    expect([system, name]).toEqual(['Linux box', 'box'])
    expect(Math.abs(Number(seconds) - Date.now() / 1_000)).toBeLessThan(30)
    expect(rest.join('\n')).toMatch(/127\.0\.1\.1\tbox\n0\nlo\n\/made\/for\/it\n$/)
  })

  it('gives a command what the policy leaves, and nothing more', async () => {
    const { stdout } = await runShell(microvm.agent, 'cat /proc/self/status; ulimit -n; ulimit -c; cat /sys/fs/cgroup/pids.max /proc/self/oom_score_adj; echo -1 > /proc/self/oom_score_adj || echo no')
    const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(stdout)?.[1]
    const kept = (0x1n | 0x2n | 0x8n | 0x10n | 0x20n | 0x40n | 0x80n | 0x400n | 0x40000n).toString(16).padStart(16, '0')
    expect([field('CapEff'), field('CapPrm'), field('CapBnd'), field('CapAmb')]).toEqual([kept, kept, kept, '0'.repeat(16)])
    expect([field('NoNewPrivs'), field('Seccomp'), field('CapInh')]).toEqual(['1', '2', '0'.repeat(16)])
    expect(stdout.trimEnd().split('\n').slice(-5)).toEqual(['1024', '0', '65', '0', 'no'])
  })

  it('shows it neither the agent, nor the disks, nor the kernel', async () => {
    const attempts = ['mount -t proc proc /mnt', 'echo b > /proc/sysrq-trigger', 'echo 1 > /sys/kernel/profiling', 'mknod /tmp/d b 254 0', 'kill -9 1; kill -0 1 && false', 'chroot /proc/1/root ls /init', 'ls /proc/1/fd/0', 'dmesg']
    for (const attempt of attempts) expect([attempt, (await runShell(microvm.agent, attempt)).exitCode]).not.toEqual([attempt, 0])
    const { stdout } = await runShell(microvm.agent, 'ls /dev; wc -c < /proc/kcore; ls /sys/firmware; ps -o comm | sort -u; cut -d" " -f2 /proc/mounts')
    expect(stdout).not.toMatch(/vda|vdb|^kmsg|vsock|ttyS0|\/lower|\/rw|\.agent/m)
    expect(stdout).toMatch(/\nurandom\nzero\n0\n/)
  })

  it('holds its processes to their number', async () => {
    const { stderr } = await runShell(microvm.agent, 'for i in $(seq 100); do sleep 3 & done; kill $(jobs -p) 2>/dev/null; true')
    expect(stderr).toMatch(/can't fork|Resource temporarily unavailable/)
    await expect.poll(async () => (await microvm.agent.health(soon())).processes, { timeout: 10_000 }).toBeLessThan(10)
  })

  it('knows users and groups by the names of the image', async () => {
    expect((await run(microvm.agent, ['sh', '-c', 'id; echo $HOME'], { user: 'developer' })).stdout).toBe('uid=1000(developer) gid=1000(developer) groups=1000(developer)\n/home/developer\n')
    expect((await run(microvm.agent, ['id', '-u'], { user: '1234:1234' })).stdout).toBe('1234\n')
    expect(await (await open(microvm.agent, ['id'], { user: 'nobody-there' })).exited).toEqual({ exitCode: 126, detail: 'there is no user nobody-there' })
    const caps = await runShell(microvm.agent, 'grep CapEff /proc/self/status', { user: 'developer' })
    expect(caps.stdout).toMatch(/0000000000000000/)
  })

  it('ends all that a command started, also what left its session', async () => {
    const session = await open(microvm.agent, ['sh', '-c', 'setsid sh -c "trap \\"\\" TERM; sleep 1000" & sleep 999'])
    const seen = async (): Promise<boolean> => (await run(microvm.agent, ['ps', '-o', 'args'])).stdout.split('\n').includes('sleep 1000')
    await expect.poll(seen).toBe(true)
    await session.kill(200)
    expect(await session.exited).toEqual({ exitCode: 143 })
    await expect.poll(seen, { timeout: 5_000 }).toBe(false)
  })

  it('brings out 50 MiB whole, and runs many commands at once', async () => {
    const large = await runShell(microvm.agent, 'dd if=/dev/zero bs=65536 count=800; echo end')
    expect([large.exitCode, large.stdout.length, large.stdout.endsWith('\0end\n')]).toEqual([0, 50 * mebibyte + 4, true])
    const many = await Promise.all(Array.from({ length: 10 }, async (_, index) => (await runShell(microvm.agent, `sleep 0.2; echo ${index}`)).stdout))
    expect(many).toEqual(Array.from({ length: 10 }, (_, index) => `${index}\n`))
  })

  it('has terminals', async () => {
    const session = await open(microvm.agent, ['sh', '-c', 'tty; stty size; exit 3'], { hasInput: true, terminal: { rows: 24, columns: 80 } })
    expect(await finish(session)).toEqual({ exitCode: 3, stdout: '/dev/pts/0\r\n24 80\r\n', stderr: '' })
  })

  it('takes and gives files, owners and all, and keeps out of what is read-only', async () => {
    const body = Buffer.from('hello')
    const archive = await packTar([{ header: { name: 'ünï 🦊', size: body.length, type: 'file', mode: 0o640, uid: 1000, gid: 1000 }, body }])
    await microvm.agent.writeTar('/srv/new', piece(archive), soon())
    expect((await run(microvm.agent, ['stat', '-c', '%U %a %s', '/srv/new/ünï 🦊'])).stdout).toBe('developer 640 5\n')
    const [entry] = await unpackTar(await collect(await microvm.agent.readTar('/srv/new/ünï 🦊', soon())))
    expect(entry).toMatchObject({ header: { name: 'ünï 🦊', uid: 1000 } })
    await expect(microvm.agent.writeTar('/sys/kernel', piece(archive), soon())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    await expect(microvm.agent.writeTar('/proc/sys', piece(archive), soon())).rejects.toMatchObject({ code: expect.stringMatching(/PERMISSION_DENIED|FILE_NOT_FOUND/) })
  })

  it('is reached at its ports', async () => {
    const server = await open(microvm.agent, ['nc', '-l', '-p', '8080', '-e', 'cat'])
    await expect.poll(async () => (await runShell(microvm.agent, 'grep -c :1F90 /proc/net/tcp /proc/net/tcp6')).stdout).toMatch(/:1/)
    const forward = createServer((socket) => void microvm.agent.dial(8080, soon()).then((inner) => inner.pipe(socket)))
    onTestFinished(() => void forward.close())
    await new Promise<void>((resolve) => forward.listen(0, '127.0.0.1', resolve))
    const client = connect((forward.address() as AddressInfo).port, '127.0.0.1')
    client.write('ping')
    expect(await new Promise((resolve) => client.once('data', (data) => resolve(data.toString())))).toBe('ping')
    client.destroy()
    await server.exited
    await expect(microvm.agent.dial(8080, soon())).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  })

  it('says how it is', async () => {
    const health = await microvm.agent.health(soon())
    expect(health).toMatchObject({ protocol: 1, main: 'running', outOfMemoryKills: 0 })
    expect(health.processes).toBeGreaterThan(0)
    expect(health.cpuMicroseconds).toBeGreaterThan(10_000)
    expect(health.memoryTotalBytes).toBeGreaterThan(120 * mebibyte)
    expect(health.memoryBytes).toBeLessThan(health.memoryTotalBytes)
  })

  it('is mounted once', async () => {
    await expect(microvm.agent.mount(plainMount, soon())).rejects.toMatchObject({ code: 'SANDBOX_NOT_RUNNING' })
  })

  it('goes down in order, with a clean disk, and has its files again when it comes back', async () => {
    await runShell(microvm.agent, 'echo kept > /srv/kept; rm /etc/profile')
    await microvm.agent.shutdown(5_000, soon())
    expect(await microvm.exited).toBe(0)
    expectCleanDisk(microvm)

    const again = await Microvm.again(microvm)
    onTestFinished(async () => await again.dispose())
    await again.start({ isRootReadOnly: true, tmpfs: [{ target: '/tmp', sizeMb: 8, isExecutable: false }], volumes: ['/workspace'], capabilities: [] })
    expect((await runShell(again.agent, 'cat /srv/kept; ls /etc/profile')).stdout).toBe('kept\n')
    expect((await runShell(again.agent, 'echo x > /etc/x')).stderr).toContain('Read-only file system')
    expect((await runShell(again.agent, 'echo x > /tmp/x && echo x > /workspace/x && cat /tmp/x /workspace/x; grep CapEff /proc/self/status')).stdout).toMatch(/^x\nx\nCapEff:\t0{16}\n$/)
    const body = Buffer.from('x')
    const archive = await packTar([{ header: { name: 'a', size: 1, type: 'file' }, body }])
    await again.agent.writeTar('/workspace/deep', piece(archive), soon())
    await expect(again.agent.writeTar('/etc', piece(archive), soon())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })

    expect(await again.ask('PUT', '/actions', { action_type: 'SendCtrlAltDel' })).toEqual({ status: 204, body: '' })
    expect(await again.exited).toBe(0)
    expectCleanDisk(again)
  }, 120_000)

  it('needs nothing of an image: no shell, no tools', async () => {
    const bare = await Microvm.create({ flags: ['--boot-timer'] })
    onTestFinished(async () => await bare.dispose())
    await bare.start({}, { image: 'noshell.sqfs', bootArgument: 'boot_timer=1' })
    expect(toBootMs(await bare.log())).toBeGreaterThan(0)
    await bare.agent.startMain({ argv: ['/bin/cat', '/etc/passwd'], environment: {}, workingDirectory: null, user: null }, soon())
    let text = ''
    for await (const { data } of bare.agent.log({ follow: true }, soon())) text += Buffer.from(data).toString()
    expect(text).toContain('root:x:0:0')
    expect(await bare.agent.health(soon())).toMatchObject({ main: 'ended', mainExitCode: 0 })
    expect(await bare.console()).toContain('SBX main process ended with 0')
    expect((await run(bare.agent, ['true'])).exitCode).toBe(0)
    expect((await run(bare.agent, ['sh'])).exitCode).toBe(127)
  }, 120_000)
})

async function expectRefusals(microvm: Microvm): Promise<void> {
  await expect(run(microvm.agent, ['true'])).rejects.toMatchObject({ code: 'SANDBOX_NOT_RUNNING' })
  await expect(microvm.agent.mount({ ...plainMount, imageDevice: 'vdz' }, soon())).rejects.toMatchObject({ code: 'ENGINE_FAILED', params: { detail: expect.stringContaining('mount the image') } })
}

function expectCleanDisk({ folder }: Microvm): void {
  const path = `${env['PATH']}:/usr/sbin:/sbin`
  expect(spawnSync('e2fsck', ['-fn', join(folder, 'scratch.ext4')], { encoding: 'utf8', env: { ...env, PATH: path } })).toMatchObject({ status: 0 })
}

async function* piece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Uint8Array[] = []
  for await (const piece of pieces) copies.push(Uint8Array.from(piece))
  return Buffer.concat(copies)
}

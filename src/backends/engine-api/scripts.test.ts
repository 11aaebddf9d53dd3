import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { platform } from 'node:process'
import { beforeEach, describe, expect, it } from 'vitest'
import { signalScript } from './exec-kill'
import { lookScript, parseInside } from './inside'
import { keepAliveScript } from './keep-alive'

/** What we run inside sandboxes, run here by this machine's own shells. */
const shells = ['dash', 'bash', 'busybox'].filter((shell) => spawnSync(shell, ['--help']).error === undefined)

describe.each(shells)('our scripts in %s', (shell) => {
  beforeEach(({ skip }) => skip(platform !== 'linux', 'they look into /proc as it is on Linux'))
  const toArgs = (script: string, ...args: string[]): string[] => [...(shell === 'busybox' ? ['sh'] : []), '-c', script, 'test', ...args]

  it('the keep-alive ends at once when told to, and survives the end of its sleep', async () => {
    const child = spawn(shell, toArgs(keepAliveScript))
    await pause(150)
    spawnSync('pkill', ['-P', String(child.pid), 'sleep'])
    await pause(150)
    expect(child.exitCode).toBeNull()
    const begun = performance.now()
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
    expect(performance.now() - begun).toBeLessThan(1_000)
  })

  it('the signal script ends what carries the mark and what descends from it, and nothing else', async () => {
    const mark = `AGENTKERNEL_EXEC=test-${process.pid}-${Math.random()}`
    const marked = spawn('sh', ['-c', 'sleep 60 & env -i sleep 61 & wait'], { env: { ...process.env, ODD: 'line\nbreak', AGENTKERNEL_EXEC: mark.split('=')[1] } })
    const other = spawn('sleep', ['60'])
    await pause(200)
    const result = spawnSync(shell, toArgs(signalScript, 'TERM', mark), { encoding: 'utf8' })
    expect(result.stdout.trim()).toBe('3')
    await ended(marked)
    expect(other.exitCode).toBeNull()
    other.kill()
    await ended(other)
    expect(spawnSync(shell, toArgs(signalScript, 'TERM', mark), { encoding: 'utf8' }).stdout.trim()).toBe('0')
  })

  it('the look inside is understood', () => {
    const view = parseInside(spawnSync(shell, toArgs(lookScript), { encoding: 'utf8' }).stdout)
    expect(view.capabilities).toEqual(expect.arrayContaining(['CHOWN']))
    expect(view.interfaces).toContain('lo')
    expect([...view.mounts.keys()]).toContain('/')
  })
})

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

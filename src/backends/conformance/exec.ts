import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { EngineObject } from '#core/ports'
import { codeOf, eventually, newTask, pause, type Lab } from './lab'
import { listenTo, openCommand, runCommand, type Finished } from './run-command'

const mebibyte = 1_048_576

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

export function describeExec(lab: Lab): void {
  describe('commands', () => {
    const sandbox = lab.shareRunning({ spec: { environment: { OWN: 'of the sandbox', BOTH: 'sandbox' }, workingDirectory: '/etc' } })
    const run = (argv: readonly string[], changes?: Parameters<typeof runCommand>[3]): Promise<Finished> => runCommand(lab.engine, sandbox(), argv, changes)

    it('passes arguments exactly as given', async () => {
      const odd = ['', 'two words', `it's "quoted"`, 'new\nline', '$HOME `id` $(id) *', 'ünïcödé 日本 🦊 שלום', '--', '-n', 'back\\slash', '%s', ' ']
      expect((await run(['printf', '[%s]', ...odd])).stdout).toBe(odd.map((argument) => `[${argument}]`).join(''))
    })

    it('keeps stdout and stderr apart', async () => {
      expect(await run(['sh', '-c', 'echo out; echo err >&2'])).toEqual({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' })
    })

    it('hands over input to its end', async () => {
      expect(await run(['cat'], { input: 'line 1\nlast without end' })).toMatchObject({ exitCode: 0, stdout: 'line 1\nlast without end' })
      expect((await run(['wc', '-c'], { input: 'x'.repeat(2 * mebibyte) })).stdout.trim()).toBe(String(2 * mebibyte))
    })

    it('gives input that is at its end when there is none', async () => {
      expect(await run(['cat'])).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    })

    it('adds its environment over that of the sandbox', async () => {
      const environment = { BOTH: 'command', ODD: `a=b "c" 'd' ü 🦊`, EMPTY: '' }
      const lines = (await run(['env'], { environment })).stdout.split('\n')
      expect(lines).toEqual(expect.arrayContaining(['OWN=of the sandbox', 'BOTH=command', `ODD=${environment.ODD}`, 'EMPTY=']))
    })

    it('runs where it is told, by default in the directory of the sandbox', async () => {
      expect((await run(['pwd'])).stdout).toBe('/etc\n')
      expect((await run(['pwd'], { workingDirectory: '/tmp' })).stdout).toBe('/tmp\n')
    })

    it('runs as whom it is told', async () => {
      expect((await run(['id', '-u'])).stdout).toBe('0\n')
      expect((await run(['id', '-u'], { user: '1234:1234' })).stdout).toBe('1234\n')
    })

    it.each([0, 1, 42, 255])('passes on exit code %i', async (code) => {
      expect((await run(['sh', '-c', `exit ${code}`])).exitCode).toBe(code)
    })

    it('answers as shells do for what cannot run and for signals', async () => {
      expect((await run(['no-such-program'])).exitCode).toBe(127)
      expect((await run(['/no/such/program'])).exitCode).toBe(127)
      expect((await run(['/etc/passwd'])).exitCode).toBe(126)
      expect((await run(['sh', '-c', 'kill -9 $$'])).exitCode).toBe(137)
      expect((await run(['sh', '-c', 'kill $$'])).exitCode).toBe(143)
    })

    it('says why what could not run did not, and nothing of it on the output', async () => {
      const missing = await run(['no-such-program'])
      expect(missing).toMatchObject({ stdout: '', stderr: '' })
      expect(missing.detail).toContain('no-such-program')
    })

    it('ends also when nobody reads', async () => {
      const session = await openCommand(lab.engine, sandbox(), ['sh', '-c', 'echo unread; exit 5'])
      expect(await session.exited).toMatchObject({ exitCode: 5 })
    })

    it('goes on when the reader turns away', async () => {
      const session = await openCommand(lab.engine, sandbox(), ['sh', '-c', 'echo first; sleep 1; echo second; echo done > /tmp/turned-away'])
      for await (const _ of session.output) break
      const marker = await eventually(() => run(['cat', '/tmp/turned-away']), ({ exitCode }) => exitCode === 0)
      expect(marker.stdout).toBe('done\n')
    })

    it('refuses input for what is over', async () => {
      const session = await openCommand(lab.engine, sandbox(), ['true'], { hasInput: true })
      await session.exited
      expect(await codeOf(session.write(new Uint8Array([1])))).toBe('SANDBOX_NOT_RUNNING')
      session.endInput()
      session.endInput()
    })

    it('runs many at once without mixing them up', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => run(['cat'], { input: `number ${index}` })))
      expect(answers.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 10 }, (_, index) => `number ${index}`))
    })

    it('breaks off when the sandbox stops', async () => {
      const other = await lab.start()
      const session = await openCommand(lab.engine, other, ['sh', '-c', 'echo up; sleep 300'])
      const output = listenTo(session)
      await eventually(async () => output.text(), (text) => text === 'up\n')
      await lab.engine.stop(other, { graceMs: 1_000 }, newTask())
      expect((await session.exited).exitCode).toBeGreaterThan(128)
    })

    describeLargeOutput(lab, sandbox)
    describeKill(lab, sandbox)
  })
}

function describeLargeOutput(lab: Lab, sandbox: () => EngineObject): void {
  it('holds the writer back while nobody reads, and then delivers all of 50 MiB without keeping it', async () => {
    const session = await openCommand(lab.engine, sandbox(), ['sh', '-c', `head -c ${50 * mebibyte} /dev/zero; echo done > /tmp/written`])
    const memoryBefore = keptMemory()
    let [bytes, measuredAt, highest, wasWritten] = [0, 0, 0, true]
    for await (const { data } of session.output) {
      if (bytes === 0) {
        await pause(2 * lab.fixture.patienceMs)
        wasWritten = (await runCommand(lab.engine, sandbox(), ['test', '-e', '/tmp/written'])).exitCode === 0
      }
      bytes += data.length
      if (bytes - measuredAt < 5 * mebibyte) continue
      measuredAt = bytes
      highest = Math.max(highest, keptMemory() - memoryBefore)
    }
    expect((await session.exited).exitCode).toBe(0)
    expect(wasWritten).toBe(false)
    expect(bytes).toBe(50 * mebibyte)
    expect(highest / mebibyte).toBeLessThan(20)
  })
}

function describeKill(lab: Lab, sandbox: () => EngineObject): void {
  const processes = async (): Promise<string> => (await runCommand(lab.engine, sandbox(), ['ps'])).stdout

  it('ends a command with everything it started', async () => {
    const session = await openCommand(lab.engine, sandbox(), ['sh', '-c', 'sleep 4321 & sleep 4322'])
    await eventually(processes, (text) => text.includes('4321') && text.includes('4322'))
    await session.kill(5_000)
    expect([137, 143]).toContain((await session.exited).exitCode)
    expect(await eventually(processes, (text) => !/432[12]/.test(text))).toContain('ps')
    await session.kill(5_000)
  })

  it('ends a command that ignores SIGTERM after the grace time', async () => {
    const session = await openCommand(lab.engine, sandbox(), ['sh', '-c', "trap '' TERM; sleep 4323"])
    await eventually(processes, (text) => text.includes('4323'))
    await session.kill(500)
    expect((await session.exited).exitCode).toBeGreaterThan(128)
    expect(await eventually(processes, (text) => !text.includes('4323'))).toContain('ps')
  })

  it('says so where the image gives no means to end a command', async () => {
    const bare = await lab.start({ spec: { image: lab.fixture.imageWithoutShell, command: ['/bin/sleep', '300'] } })
    const session = await openCommand(lab.engine, bare, ['/bin/sleep', '300'])
    expect(['NOT_SUPPORTED', 'nothing was thrown']).toContain(await codeOf(session.kill(500)))
    await lab.engine.stop(bare, { graceMs: 500 }, newTask())
    expect((await session.exited).exitCode).toBeGreaterThan(128)
  })
}

/** What is still held after everything that could go has gone. */
function keptMemory(): number {
  collectGarbage()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}

import { describe, expect, it } from 'vitest'
import type { LogLine } from '#contract/sandbox'
import type { LogPower, ObjectRef } from '#core/ports'
import { eventually, newCancellableTask, newTask, type Lab } from './lab'

type Options = Parameters<LogPower['read']>[1]

export function describeLogs(lab: Lab): void {
  describe('logs', () => {
    const read = async (ref: ObjectRef, options: Partial<Options> = {}): Promise<LogLine[]> => {
      const lines: LogLine[] = []
      for await (const line of logsOf(lab).read(ref, { follow: false, ...options }, newTask())) lines.push(line)
      return lines
    }
    const textOf = (lines: readonly LogLine[], stream?: LogLine['stream']): string => lines.filter((line) => stream === undefined || line.stream === stream).map(({ text }) => text).join('')

    it('are what the main process says, its streams apart, from the start', async ({ skip }) => {
      skip(!lab.engine.logs, 'this engine has no logs')
      const sandbox = await lab.start({ spec: { command: ['sh', '-c', "echo one; echo 'oops ü' >&2; echo two; sleep 300"] } })
      const lines = await eventually(() => read(sandbox), (seen) => textOf(seen).includes('two') && textOf(seen).includes('oops'))
      const isJoined = lab.fixture.keepsNot?.logStreams === true
      expect(textOf(lines, 'stdout').replace(isJoined ? 'oops ü\n' : '', '')).toBe('one\ntwo\n')
      expect(textOf(lines, isJoined ? undefined : 'stderr')).toContain('oops ü\n')
      expect(textOf(await read(sandbox, { tail: 0 }))).toBe('')
      expect(await read(sandbox, { since: new Date(Date.now() + 3_600_000).toISOString() })).toEqual([])
    })

    it('give the last lines only when asked', async ({ skip }) => {
      skip(!lab.engine.logs, 'this engine has no logs')
      const sandbox = await lab.start({ spec: { command: ['sh', '-c', "printf '1\\n2\\n3\\n'; sleep 300"] } })
      await eventually(() => read(sandbox), (seen) => textOf(seen).includes('3'))
      expect(textOf(await read(sandbox, { tail: 2 }))).toBe('2\n3\n')
    })

    it('can be read after the sandbox stopped', async ({ skip }) => {
      skip(!lab.engine.logs, 'this engine has no logs')
      const sandbox = await lab.start({ spec: { command: ['sh', '-c', 'echo last words; sleep 3'] } })
      await eventually(() => lab.engine.inspect(sandbox, newTask()), (object) => object?.state === 'stopped')
      expect(textOf(await read(sandbox))).toBe('last words\n')
    })

    it('follow what is said next, and end with the sandbox', async ({ skip }) => {
      skip(!lab.engine.logs, 'this engine has no logs')
      const sandbox = await lab.start({ spec: { command: ['sh', '-c', 'echo first; sleep 1; echo second; sleep 1'] } })
      expect(textOf(await read(sandbox, { follow: true }))).toBe('first\nsecond\n')
    })

    it('stop following when cancelled', async ({ skip }) => {
      skip(!lab.engine.logs, 'this engine has no logs')
      const sandbox = await lab.start({ spec: { command: ['sh', '-c', 'echo first; sleep 300'] } })
      const { task, cancel } = newCancellableTask()
      let text = ''
      try {
        for await (const line of logsOf(lab).read(sandbox, { follow: true }, task)) {
          text += line.text
          cancel()
        }
      } catch (error) {
        if (error !== task.signal.reason) throw error
      }
      expect(text).toBe('first\n')
    })
  })
}

function logsOf(lab: Lab): LogPower {
  if (!lab.engine.logs) throw new Error('this engine has no logs')
  return lab.engine.logs
}

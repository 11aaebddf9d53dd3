import { describe, expect, it } from 'vitest'
import type { ExecSession } from '#core/ports'
import { eventually, pause, type Lab } from './lab'
import { listenTo, openCommand } from './run-command'

export function describeTerminal(lab: Lab): void {
  describe('terminals', () => {
    const sandbox = lab.shareRunning()

    async function openShell(): Promise<{ session: ExecSession; type(line: string): Promise<void>; sees(text: string): Promise<string> }> {
      const session = await openCommand(lab.engine, sandbox(), ['sh'], { hasInput: true, terminal: { columns: 80, rows: 24 } })
      const screen = listenTo(session)
      // What is typed before the shell is at its prompt (`$ ` or `# `) may be redrawn in pieces.
      await eventually(async () => screen.text(), (seen) => seen.includes(' '))
      await pause(100)
      return {
        session,
        type: (line) => session.write(new TextEncoder().encode(`${line}\r`)),
        sees: (text) => eventually(async () => screen.text(), (seen) => seen.includes(text))
      }
    }

    it('echoes, answers and passes on the exit code', async () => {
      const { session, type, sees } = await openShell()
      await type("printf 'is-%s-here\\n' $TERM")
      expect(await sees('is-xterm-here\r\n')).toContain("printf 'is-%s-here")
      await type('exit 3')
      expect((await session.exited).exitCode).toBe(3)
    })

    it('is as large as it was asked, and as it becomes', async () => {
      const { session, type, sees } = await openShell()
      await type('stty size')
      expect(await sees('24 80\r\n')).toContain('24 80')
      await session.resize({ columns: 132, rows: 43 })
      await type('stty size')
      expect(await sees('43 132\r\n')).toContain('43 132')
      await session.kill(500)
      await session.resize({ columns: 80, rows: 24 })
    })

    it('shows what goes to stderr as well', async () => {
      const { session, type, sees } = await openShell()
      await type("printf 'to-%s\\n' stderr >&2")
      expect(await sees('to-stderr\r\n')).toContain('to-stderr')
      await session.kill(500)
    })

    it('interrupts the program in front with Ctrl-C, not the shell', async () => {
      const { session, type, sees } = await openShell()
      await type('sleep 300')
      await sees('sleep 300\r\n')
      await pause(lab.fixture.patienceMs)
      await session.write(Uint8Array.of(3))
      await type('echo after-$?')
      expect(await sees('after-130')).toContain('after-130')
      await session.kill(500)
    })

    it('ends the shell with Ctrl-D', async () => {
      const { session } = await openShell()
      await session.write(Uint8Array.of(4))
      expect((await session.exited).exitCode).toBe(0)
    })
  })
}

import { AppError } from '#contract/errors'
import type { TerminalAttention, TerminalEvent, TerminalView } from '#contract/terminal'
import type { WindowApi } from '#contract/window-api'
import { Channel } from './channel'

interface Shell {
  view: TerminalView
  screen: string
  readonly output: Channel<TerminalEvent>
}

const prompt = '\u001b[32mroot@sandbox\u001b[0m:\u001b[34m/workspace\u001b[0m# '
const listing = '\u001b[34mnode_modules\u001b[0m  \u001b[34msrc\u001b[0m  \u001b[34mtest\u001b[0m  Dockerfile  package.json  README.md  tsconfig.json\r\n'

/** Shells that echo, know `ls`, and can flood. */
export function createFakeTerminals(): WindowApi['terminals'] {
  const shells = new Map<string, Shell>()
  const find = (id: string): Shell => {
    const shell = shells.get(id)
    if (!shell) throw new AppError('SESSION_NOT_FOUND', { id })
    return shell
  }
  const print = (shell: Shell, data: string): void => {
    shell.screen = (shell.screen + data).slice(-100_000)
    shell.output.send({ type: 'output', data })
  }
  const answer = (shell: Shell, line: string): void => {
    if (line === 'ls') print(shell, listing)
    else if (line === 'exit') {
      shell.view = { ...shell.view, hasEnded: true, exitCode: 0 }
      shell.output.send({ type: 'exited', exitCode: 0 })
      return
    } else if (line !== '') print(shell, `sh: ${line}: not found\r\n`)
    print(shell, prompt)
  }
  return {
    open(input) {
      const id = `term-${shells.size + 1}`
      const view: TerminalView = { id, sandboxId: input.sandbox, title: 'sh', size: input.size, exitCode: null, hasEnded: false, createdAt: new Date().toISOString() }
      shells.set(id, { view, screen: `${prompt}ls\r\n${listing}${prompt}`, output: new Channel() })
      return Promise.resolve(view)
    },
    list: () => Promise.resolve([...shells.values()].map((shell) => shell.view)),
    async *attach(input, options) {
      const shell = find(input.id)
      yield* shell.output.read(options?.signal, [{ type: 'restored', data: shell.screen, size: shell.view.size }])
    },
    async *watch(_input, options) {
      yield* new Channel<TerminalAttention[]>().read(options?.signal, [[]])
    },
    write(input) {
      const shell = find(input.id)
      for (const character of input.data) {
        if (character !== '\r') print(shell, character)
        else {
          const line = shell.screen.slice(shell.screen.lastIndexOf('# ') + 2)
          print(shell, '\r\n')
          answer(shell, line)
        }
      }
      return Promise.resolve({})
    },
    resize: () => Promise.resolve({}),
    close(input) {
      shells.delete(input.id)
      return Promise.resolve({})
    }
  }
}

import { spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { deadlineSignal } from '#contract/deadline-signal'
import { toElectron } from './electron-app'

/** The product's window as it is when nobody drives it. */
export interface IdleWindow {
  /** Resolves when the page knows that it is hidden. */
  hide(): Promise<void>
  close(): Promise<void>
}

const hideWithinMs = 10_000

export async function launchIdleWindow(home: string): Promise<IdleWindow> {
  const { executablePath, args, env } = await toElectron(resolve('bench/idle-window'), home)
  const child = spawn(executablePath, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  return {
    async hide() {
      const signal = deadlineSignal(hideWithinMs)
      child.stdin.write('hide\n')
      for await (const [line] of on(lines, 'line', { signal })) {
        if (line === 'page: hidden') return
        if (line.startsWith('page: ')) throw new Error(`the window could not be hidden: ${line}`)
      }
    },
    async close() {
      child.stdin.end()
      await ended
    }
  }
}

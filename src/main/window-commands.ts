import type { WindowRequest } from '#contract/window-api'
import { EventQueue } from '#core/event-queue'

/** Carries what is chosen in the menu, the tray or by a link to the page of one window. */
export interface WindowCommands {
  send(request: WindowRequest): void
  follow(signal: AbortSignal | undefined): AsyncGenerator<WindowRequest, void, undefined>
}

/** What is asked for while the page is only on its way waits for so long; acting on it later would surprise. */
const patienceMs = 15_000

export function createWindowCommands(now: () => number = () => performance.now()): WindowCommands {
  const followers = new Set<EventQueue<WindowRequest>>()
  let early: { request: WindowRequest; at: number }[] = []
  return {
    send(request) {
      if (followers.size === 0) early.push({ request, at: now() })
      for (const follower of followers) follower.push(request)
    },
    async *follow(signal) {
      const follower = new EventQueue<WindowRequest>(signal)
      followers.add(follower)
      for (const { request, at } of early) if (now() - at < patienceMs) follower.push(request)
      early = []
      try {
        yield* follower
      } finally {
        followers.delete(follower)
      }
    }
  }
}

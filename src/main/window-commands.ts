import type { WindowCommand } from '#contract/window-api'
import { EventQueue } from '#core/event-queue'

/** Carries what is chosen in the menu to the page of one window. */
export interface WindowCommands {
  send(command: WindowCommand): void
  follow(signal: AbortSignal | undefined): AsyncGenerator<{ command: WindowCommand }, void, undefined>
}

/** A choice that nobody follows is lost, not kept: acting on it later would surprise. */
export function createWindowCommands(): WindowCommands {
  const followers = new Set<EventQueue<{ command: WindowCommand }>>()
  return {
    send(command) {
      for (const follower of followers) follower.push({ command })
    },
    async *follow(signal) {
      const follower = new EventQueue<{ command: WindowCommand }>(signal)
      followers.add(follower)
      try {
        yield* follower
      } finally {
        followers.delete(follower)
      }
    }
  }
}

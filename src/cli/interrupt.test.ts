import { describe, expect, it } from 'vitest'
import { Interrupt, type SignalSource } from './interrupt'

function createSource(listenerCount = 1) {
  const listeners = new Map<string, () => void>()
  const exits: number[] = []
  const source: SignalSource = { on: (name, listener) => listeners.set(name, listener), listenerCount: () => listenerCount, exit: (code) => exits.push(code) }
  return { source, exits, send: (name: string) => listeners.get(name)?.() }
}

describe('interrupts', () => {
  it('asks for an orderly end first and ends at once the second time', () => {
    let now = 0
    const { source, exits, send } = createSource()
    const interrupt = new Interrupt(source, () => now)
    send('SIGINT')
    expect(interrupt.signal.aborted).toBe(true)
    expect(interrupt.exitCode).toBe(130)
    expect(exits).toEqual([])
    now = 400
    send('SIGINT')
    expect(exits).toEqual([130])
  })

  it('does not take the echo of another listener for a second one', () => {
    let now = 0
    const { source, exits, send } = createSource(2)
    const interrupt = new Interrupt(source, () => now)
    send('SIGTERM')
    now = 300
    send('SIGTERM')
    expect(exits).toEqual([])
    expect(interrupt.exitCode).toBe(143)
    now = 400
    send('SIGTERM')
    expect(exits).toEqual([143])
  })
})

import { describe, expect, it } from 'vitest'
import { createInputQueue } from './input-queue'
import { createWriteGate } from './write-gate'

describe('createWriteGate', () => {
  it('keeps writing up to the high water mark and waits above it', async () => {
    const done: (() => void)[] = []
    const gate = createWriteGate((_data, finish) => done.push(finish), 10)
    await gate.write('12345')
    await gate.write('12345')
    let isThrough = false
    const third = gate.write('1').then(() => {
      isThrough = true
    })
    await Promise.resolve()
    expect(isThrough).toBe(false)
    done.shift()?.()
    await third
    expect(isThrough).toBe(true)
  })

  it('drains only when all is on the screen', async () => {
    const done: (() => void)[] = []
    const gate = createWriteGate((_data, finish) => done.push(finish))
    await gate.write('a')
    await gate.write('b')
    let isDrained = false
    const drained = gate.drain().then(() => {
      isDrained = true
    })
    done.shift()?.()
    await Promise.resolve()
    expect(isDrained).toBe(false)
    done.shift()?.()
    await drained
    expect(isDrained).toBe(true)
  })
})

describe('createInputQueue', () => {
  it('sends in order, one call at a time, and joins what is typed meanwhile', async () => {
    const sent: string[] = []
    const finish: (() => void)[] = []
    const send = createInputQueue((data) => {
      sent.push(data)
      return new Promise<void>((resolve) => finish.push(resolve))
    })
    send('a')
    send('b')
    send('c')
    expect(sent).toEqual(['a'])
    finish.shift()?.()
    await new Promise((resolve) => setTimeout(resolve))
    expect(sent).toEqual(['a', 'bc'])
  })

  it('drops what is left when the shell is gone, and goes on with the next key', async () => {
    const sent: string[] = []
    const send = createInputQueue((data) => {
      sent.push(data)
      return Promise.reject(new Error('gone'))
    })
    send('a')
    send('b')
    await new Promise((resolve) => setTimeout(resolve))
    send('c')
    expect(sent).toEqual(['a', 'c'])
  })
})

import { describe, expect, it } from 'vitest'
import { OutputQueue } from './output-queue'

function createSource() {
  return {
    paused: 0,
    resumed: 0,
    pause() {
      this.paused += 1
    },
    resume() {
      this.resumed += 1
    }
  }
}
const piece = (bytes: number) => ({ stream: 'stdout', data: new Uint8Array(bytes) }) as const

describe('the output queue', () => {
  it('stops its source while much is unread, and lets it go on when all was read', async () => {
    const source = createSource()
    const queue = new OutputQueue(source)
    for (let index = 0; index < 10; index += 1) queue.push(piece(64 * 1024))
    expect([source.paused, queue.isPaused]).toEqual([1, true])
    const reader = queue.read()
    for (let index = 0; index < 10; index += 1) await reader.next()
    expect(source.resumed).toBe(0)
    const next = reader.next()
    expect([source.resumed, queue.isPaused]).toEqual([1, false])
    queue.push(piece(1))
    expect((await next).value?.data.byteLength).toBe(1)
  })

  it('lets more in when asked, up to a bound, and goes back to its limit once all was read', async () => {
    const source = createSource()
    const queue = new OutputQueue(source)
    queue.push(piece(256 * 1024))
    queue.letIn()
    expect([source.resumed, queue.isPaused]).toEqual([1, true])
    queue.push(piece(1024 * 1024))
    expect(source.paused).toBe(2)
    for (let index = 0; index < 20; index += 1) {
      queue.letIn()
      queue.push(piece(1024 * 1024))
    }
    expect([source.paused, source.resumed]).toEqual([9, 8])
    const reader = queue.read()
    for (let index = 0; index < 22; index += 1) await reader.next()
    void reader.next()
    expect(source.resumed).toBe(9)
    queue.push(piece(256 * 1024))
    expect(source.paused).toBe(10)
  })

  it('gives what came before the end, then the end or the error', async () => {
    const queue = new OutputQueue(createSource())
    queue.push(piece(3))
    queue.end(new Error('broken'))
    queue.push(piece(4))
    const reader = queue.read()
    expect((await reader.next()).value?.data.byteLength).toBe(3)
    await expect(reader.next()).rejects.toThrow('broken')
  })

  it('drops everything once its reader left, so that the source goes on', async () => {
    const source = createSource()
    const queue = new OutputQueue(source)
    queue.push(piece(300 * 1024))
    for await (const _ of queue.read()) break
    queue.push(piece(300 * 1024))
    expect([source.paused, source.resumed]).toEqual([1, 1])
  })

  it('lets writers wait until the reader caught up or left', async () => {
    const queue = new OutputQueue(createSource())
    queue.push(piece(300 * 1024))
    const waiting = queue.whenRead()
    queue.end(null)
    await expect(waiting).resolves.toBeUndefined()
  })
})

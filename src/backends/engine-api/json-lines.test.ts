import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJsonLines } from './json-lines'

describe('lines of JSON', () => {
  const objectsArbitrary = fc.array(fc.record({ text: fc.string({ unit: 'binary' }) }), { maxLength: 8 })
  it('are the same wherever the stream is cut', () => fc.assert(fc.asyncProperty(objectsArbitrary, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (objects, sizes) => {
    const bytes = Buffer.from(objects.map((object) => `${JSON.stringify(object)}\r\n\n`).join(''))
    const chunks: Buffer[] = []
    for (let at = 0, index = 0; at < bytes.length; at += sizes[index % sizes.length] ?? 1, index += 1) chunks.push(bytes.subarray(at, at + (sizes[index % sizes.length] ?? 1)))
    expect(await collect(chunks)).toEqual(objects)
  })))

  it('without a last line break and with what is no JSON are read', async () => {
    expect(await collect([Buffer.from('oops\n{"a":1}\n{"b":2}')])).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('that never end are given up', async () => {
    await expect(collect([Buffer.alloc(2 * 1024 * 1024, 'x')])).rejects.toThrow('no end')
  })
})

async function collect(chunks: readonly Buffer[]): Promise<unknown[]> {
  const objects: unknown[] = []
  for await (const object of readJsonLines(Readable.from(chunks))) objects.push(object)
  return objects
}

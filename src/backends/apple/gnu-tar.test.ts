import { packTar, unpackTar, type TarEntry } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { toGnuTar } from './gnu-tar'

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function rewrite(entries: TarEntry[], size = 700): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of toGnuTar(inPieces(await packTar(entries), size))) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

function entry(name: string, text: string): TarEntry {
  return { header: { name, size: Buffer.byteLength(text), type: 'file', mode: 0o640 }, body: text }
}

describe('tar streams for small programs', () => {
  it.each([1, 511, 512, 513, 100_000])('keep names and content in pieces of %i bytes, without POSIX records', async (size) => {
    const entries = [entry('short', 'one'), entry('n'.repeat(150), 'two'), entry(`ü${'日'.repeat(60)}`, 'x'.repeat(2_000)), entry('last', '')]
    const archive = await rewrite(entries, size)
    for (let at = 0; at < archive.length; at += 512) expect(archive.toString('latin1', at + 257, at + 262) === 'ustar' && archive[at + 156] === 'x'.charCodeAt(0)).toBe(false)
    const unpacked = await unpackTar(archive)
    expect(unpacked.map(({ header }) => header.name)).toEqual(entries.map(({ header }) => header.name))
    expect(unpacked.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual(['one', 'two', 'x'.repeat(2_000), ''])
  })

  it('keep long targets of links', async () => {
    const linkname = 't'.repeat(180)
    const [link] = await unpackTar(await rewrite([{ header: { name: 'l', size: 0, type: 'symlink', linkname } }]))
    expect(link?.header.linkname).toBe(linkname)
  })
})

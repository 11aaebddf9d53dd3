import * as fc from 'fast-check'
import { packTar, type TarEntry as PackedEntry } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { defaultLimits } from './limits'
import { indexTar, readExtent, type TarEntry } from './tar-index'
import { makeHeader, makeRecords, makeTar, withChecksum, withFile, type RawEntry } from './testing/make-tar'

const signal = new AbortController().signal

async function readAll(bytes: Buffer): Promise<(TarEntry & { readonly text: string })[]> {
  return await withFile(bytes, async (extent) => {
    const entries = []
    for await (const entry of indexTar(extent, defaultLimits, signal)) entries.push({ ...entry, text: (await readExtent(entry.content)).toString('latin1') })
    return entries
  })
}

const refusal = async (bytes: Buffer): Promise<string> => {
  const error: unknown = await readAll(bytes).catch((thrown: unknown) => thrown)
  return AppError.is(error, 'ARCHIVE_REFUSED') ? String(error.params['detail']) : `not refused: ${String(error)}`
}

describe('the index of a tar', () => {
  it('has every kind of entry, with what the header says', async () => {
    const entries = await readAll(
      makeTar([
        { name: 'd/', typeFlag: '5', mode: 0o1777, uid: 7, gid: 8, modifiedAt: 1_700_000_000 },
        { name: 'd/f', body: 'content', mode: 0o4755 },
        { name: 'old/', typeFlag: '\0' },
        { name: 'd/s', typeFlag: '2', linkTarget: '/etc/x' },
        { name: 'd/h', typeFlag: '1', linkTarget: 'd/f' },
        { name: 'p', typeFlag: '6' },
        { name: 'c', typeFlag: '3' }
      ])
    )
    expect(entries.map(({ name, type }) => `${name} ${type}`)).toEqual(['d/ directory', 'd/f file', 'old/ directory', 'd/s symlink', 'd/h hardlink', 'p fifo', 'c character-device'])
    expect(entries[0]).toMatchObject({ mode: 0o1777, uid: 7, gid: 8, modifiedAt: 1_700_000_000 })
    expect(entries[1]).toMatchObject({ mode: 0o4755, text: 'content' })
    expect(entries[3]).toMatchObject({ linkTarget: '/etc/x' })
  })

  it('takes names, sizes, owners and attributes of any bytes from the records before an entry', async () => {
    const long = `${'é'.repeat(120)}/caf\xe9`
    const capability = Buffer.from([1, 0, 0, 2, 0, 0xa0, 0xff, 10, 0, 61])
    const [entry, next] = await readAll(
      makeTar([
        { name: 'short', body: 'ab', records: { path: long, uid: '4294967295', gid: '100000', mtime: '1700000000.25', 'SCHILY.xattr.security.capability': capability, 'SCHILY.xattr.user.a=b': 'x' } },
        { name: 'next' }
      ])
    )
    expect(entry).toMatchObject({ name: long, uid: 4_294_967_295, gid: 100_000, modifiedAt: 1_700_000_000, text: 'ab' })
    expect(entry?.xattrs.get('security.capability')).toEqual(capability)
    expect(next).toMatchObject({ name: 'next', uid: 0 })
    expect(next?.xattrs.size).toBe(0)
  })

  it("reads GNU's long names and its numbers that are not text", async () => {
    const header = makeHeader({ name: 'x' }, 3)
    header.fill(0, 108, 124)
    header[108] = 0x80
    header.writeUInt32BE(3_000_000_000, 112)
    header.write('0000000\0', 116)
    const name = 'n'.repeat(300)
    const bytes = Buffer.concat([makeTar([{ name: '././@LongLink', typeFlag: 'L', body: `${name}\0` }]).subarray(0, -1024), withChecksum(header), Buffer.from('abc'.padEnd(512, '\0')), Buffer.alloc(1024)])
    expect(await readAll(bytes)).toMatchObject([{ name, uid: 3_000_000_000, text: 'abc' }])
  })

  it('ends at the end of the file too, as some programs leave the end out', async () => {
    expect(await readAll(makeTar([{ name: 'a', body: 'x' }]).subarray(0, -1024))).toHaveLength(1)
  })

  it.each<[string, Buffer, string]>([
    ['a checksum that is wrong', Buffer.concat([makeHeader({ name: 'a' }, 0).fill('9', 100, 101), Buffer.alloc(1024)]), 'checksum'],
    ['content that is cut', makeTar([{ name: 'a', body: 'x'.repeat(600) }]).subarray(0, 1024), 'cut short'],
    ['a size that leads past the end', makeTar([{ name: 'a', sizeBytes: 2 ** 32 }]), 'cut short'],
    ['a size below zero in a record', makeTar([{ name: 'a', records: { size: '-1' } }]), 'cut short'],
    ['a kind that nobody knows', makeTar([{ name: 'a', typeFlag: 'V' }]), 'unknown kind'],
    ['holes', makeTar([{ name: 'a', records: { 'GNU.sparse.major': '1' } }]), 'holes'],
    ['an owner below zero', makeTar([{ name: 'a', records: { uid: '-5' } }]), 'owner'],
    ['a record whose length lies', makeTar([{ name: 'r', typeFlag: 'x', body: '99 path=a\n' }, { name: 'a' }]), 'broken record'],
    ['a record of many megabytes', makeTar([{ name: 'r', typeFlag: 'x', body: makeRecords({ comment: 'c'.repeat(2 ** 20) }) }, { name: 'a' }]), 'record of more'],
    ['records and nothing behind them', makeTar([{ name: 'r', typeFlag: 'x', body: makeRecords({ path: 'a' }) }]).subarray(0, -1024), 'ends in the middle'],
    ['a number that is none', makeTar([{ name: 'a', records: { uid: '1e3' } }]), 'number that is none']
  ])('refuses %s', async (_title, bytes, words) => {
    expect(await refusal(bytes)).toContain(words)
  })

  it('survives any damage: it reads, or refuses with one sentence', async () => {
    const entries: RawEntry[] = [{ name: 'a', body: 'x'.repeat(700), records: { path: 'long/a' } }, { name: 'd/', typeFlag: '5' }, { name: 'l', typeFlag: '2', linkTarget: 'a' }]
    const whole = makeTar(entries)
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async (changes, length) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        const result: unknown = await readAll(bytes.subarray(0, length)).catch((error: unknown) => error)
        expect(Array.isArray(result) || AppError.is(result, 'ARCHIVE_REFUSED') ? 'fine' : String(result)).toBe('fine')
      }),
      { numRuns: 60 }
    )
  })

  it('agrees with the library that the rest of the product packs with', async () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9éß_-]{1,60}$/)
    const entry = fc.tuple(fc.array(name, { minLength: 1, maxLength: 6 }), fc.nat(2_000), fc.nat(0o7777), fc.nat(3_000_000))
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (list) => {
        const packed = list.map(([parts, size, mode, uid]): PackedEntry => ({ header: { name: parts.join('/'), size, mode, uid, gid: 1, type: 'file', mtime: new Date(1_000_000_000_000) }, body: Buffer.alloc(size, 'y') }))
        const read = await readAll(Buffer.from(await packTar(packed)))
        expect(read.map((each) => [Buffer.from(each.name, 'latin1').toString('utf8'), each.text.length, each.mode, each.uid])).toEqual(list.map(([parts, size, mode, uid]) => [parts.join('/'), size, mode, uid]))
      }),
      { numRuns: 20 }
    )
  })
})

import { createHash } from 'node:crypto'
import { packTar, unpackTar, type TarEntry } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import type { FilePower, ObjectRef } from '#core/ports'
import { codeOf, eventually, newTask, type Lab } from './lab'
import { runCommand } from './run-command'

const oddNames = ['plain.txt', 'two words', `it's "quoted"`, '-dash', 'ünïcödé 日本 🦊', '$HOME', 'back\\slash', 'n'.repeat(120), '*']

export function describeFiles(lab: Lab): void {
  describe('files', () => {
    const sandbox = lab.shareRunning()
    const files = (): FilePower => lab.engine.files ?? fail()
    const write = async (ref: ObjectRef, path: string, entries: readonly TarEntry[]): Promise<void> => files().write(ref, path, inPieces(await packTar([...entries])), newTask())
    const read = async (ref: ObjectRef, path: string): Promise<{ name: string; type: string; text: string; data: Uint8Array }[]> => {
      const entries = await unpackTar(await collect(await files().read(ref, path, newTask())))
      return entries.map(({ header, data = new Uint8Array() }) => ({ name: header.name, type: header.type ?? 'file', text: new TextDecoder().decode(data), data }))
    }

    it('go in and come out, with a directory made for them', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      await write(sandbox(), '/srv/made/here', [textEntry('hello.txt', 'hello'), { header: { name: 'sub/', size: 0, type: 'directory', mode: 0o755 } }, textEntry('sub/inner', 'inner')])
      expect((await runCommand(lab.engine, sandbox(), ['cat', '/srv/made/here/hello.txt', '/srv/made/here/sub/inner'])).stdout).toBe('helloinner')
      expect(await read(sandbox(), '/srv/made/here/hello.txt')).toMatchObject([{ name: 'hello.txt', text: 'hello' }])
      const names = (await read(sandbox(), '/srv/made/here')).map(({ name }) => name.replace(/\/$/, ''))
      expect(names[0]).toBe('here')
      expect(names.toSorted()).toEqual(['here', 'here/hello.txt', 'here/sub', 'here/sub/inner'])
    })

    it('have the mode they had', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      await write(sandbox(), '/srv', [{ header: { name: 'tool', size: 4, type: 'file', mode: 0o750 }, body: 'true' }])
      expect(await files().stat(sandbox(), '/srv/tool', newTask())).toEqual({ type: 'file', sizeBytes: 4, mode: 0o750 })
    })

    it('are told apart by kind, links without following them', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      await runCommand(lab.engine, sandbox(), ['sh', '-c', 'mkdir /srv/kinds && printf 12345 > /srv/kinds/file && ln -s /etc /srv/kinds/link'])
      const kinds = await Promise.all(['', '/file', '/link', '/absent'].map((name) => files().stat(sandbox(), `/srv/kinds${name}`, newTask())))
      expect(kinds).toMatchObject([{ type: 'directory' }, { type: 'file', sizeBytes: 5 }, { type: 'link' }, null])
      expect(await codeOf(files().read(sandbox(), '/srv/kinds/absent', newTask()))).toBe('FILE_NOT_FOUND')
    })

    it('keep odd names', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      await write(sandbox(), '/srv/odd', oddNames.map((name) => textEntry(name, name)))
      for (const name of oddNames) expect(await read(sandbox(), `/srv/odd/${name}`)).toMatchObject([{ name, text: name }])
    })

    it('of 5 MB arrive whole in both directions', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      const data = Uint8Array.from({ length: 5_000_000 }, (_, index) => (index * 31 + (index >> 8)) & 255)
      await write(sandbox(), '/srv', [{ header: { name: 'large.bin', size: data.length, type: 'file', mode: 0o600 }, body: data }])
      const [entry] = await read(sandbox(), '/srv/large.bin')
      expect(hash(entry?.data ?? new Uint8Array())).toBe(hash(data))
    })

    it('are reached in a stopped sandbox where the engine says so', async ({ skip }) => {
      skip(!lab.engine.files?.worksWhenStopped, 'this engine reaches files only while it runs')
      const stopped = await lab.create()
      await write(stopped, '/srv', [textEntry('before-start', 'there')])
      expect(await read(stopped, '/srv/before-start')).toMatchObject([{ text: 'there' }])
      await lab.engine.start(stopped, newTask())
      expect((await runCommand(lab.engine, stopped, ['cat', '/srv/before-start'])).stdout).toBe('there')
    })

    it('copied in at creation are there before the program begins, wherever files are reached', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      const command = ['sh', '-c', 'ls /srv/copied >> /srv/seen 2>&1; sleep 300']
      const created = await lab.create({ spec: { copiedFrom: '/somewhere', workingDirectory: '/srv', command } })
      await write(created, '/srv/copied', [textEntry('seed', 'grows')])
      expect((await lab.engine.inspect(created, newTask()))?.state).not.toBe('running')
      await lab.engine.start(created, newTask())
      const seen = await eventually(() => runCommand(lab.engine, created, ['cat', '/srv/seen']), ({ exitCode }) => exitCode === 0)
      expect(seen.stdout).toBe('seed\n')
    })

    it('tells what differs from the image: added, modified and removed', async ({ skip }) => {
      const { files } = lab.engine
      if (!files?.changes) return skip('this engine does not compare with the image')
      const sandbox = await lab.start()
      await runCommand(lab.engine, sandbox, ['sh', '-c', 'mkdir -p /srv/deep; echo a > /srv/deep/added; echo b >> /etc/passwd; rm /etc/group'])
      const differences = await files.changes(sandbox, newTask())
      const kinds = new Map(differences.map(({ path, kind }) => [path, kind]))
      expect([kinds.get('/srv/deep/added'), kinds.get('/etc/passwd'), kinds.get('/etc/group')]).toEqual(['added', 'modified', 'removed'])
      expect(kinds.has('/bin')).toBe(false)
    })

    it('can be put where a read-only sandbox may write, and nowhere else', async ({ skip }) => {
      skip(!lab.engine.files, 'this engine has no files')
      const readOnly = await lab.start({ hardening: { isRootReadOnly: true, volumes: ['/workspace'] } })
      await write(readOnly, '/tmp', [textEntry('on-tmpfs', 'tmpfs')])
      await write(readOnly, '/workspace/deep', [textEntry('on-volume', 'volume')])
      expect(await read(readOnly, '/tmp/on-tmpfs')).toMatchObject([{ text: 'tmpfs' }])
      expect((await runCommand(lab.engine, readOnly, ['cat', '/tmp/on-tmpfs', '/workspace/deep/on-volume'])).stdout).toBe('tmpfsvolume')
      expect(await codeOf(write(readOnly, '/etc', [textEntry('refused', 'x')]))).toBe('PERMISSION_DENIED')
    })
  })
}

function textEntry(name: string, text: string): TarEntry {
  const body = new TextEncoder().encode(text)
  return { header: { name, size: body.length, type: 'file', mode: 0o644 }, body }
}

async function* inPieces(bytes: Uint8Array, size = 65_536): AsyncIterable<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size)
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const copies: Uint8Array[] = []
  for await (const piece of pieces) copies.push(piece.slice())
  return Buffer.concat(copies)
}

function hash(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function fail(): never {
  throw new Error('this engine has no files')
}

import { chmod, lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { createServer, connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { packTar, unpackTar, type TarEntry } from 'modern-tar'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExecRequest, ExecSession } from '#core/ports'
import type { GuestAgent } from './agent-types'
import { connectVsock } from './connect-vsock'
import { encodeFields } from './fields'
import { encodeFrame } from './frame'
import { createGuestAgent } from './guest-agent'
import { buildCheckedGuest, CheckedGuest, runGuestUnitTests, runGuestUnitTestsUnderValgrind } from './testing/checked-guest'

const cannotBuild = buildCheckedGuest()
const signal = new AbortController().signal
const mebibyte = 1_048_576

describe('the guest agent, compiled with sanitizers', () => {
  beforeEach(({ skip }) => skip(cannotBuild !== null, cannotBuild ?? ''))
  let guest: CheckedGuest
  let agent: GuestAgent

  beforeAll(async () => {
    if (cannotBuild !== null) return
    guest = await CheckedGuest.start()
    agent = createGuestAgent(guest, { name: 'box', endpoint: 'here' })
  })

  afterAll(async () => {
    if (cannotBuild !== null) return
    const { findings } = guest
    await guest.stop()
    if (findings.length > 0) throw new Error(`the sanitizers found:\n${findings.join('\n')}`)
  })

  it('parses what it should and survives what it should not', () => {
    expect(runGuestUnitTests()).toEqual({ status: 0, output: 'all as expected\n' })
  })

  it('decides nothing by what was never written', ({ skip }) => {
    const result = runGuestUnitTestsUnderValgrind()
    skip(result === null, 'no valgrind here')
    expect(result).toEqual({ status: 0, output: 'all as expected\n' })
  })

  describe('commands', () => {
    it('keep streams apart, get their input to its end, and exit with their code', async () => {
      const session = await start(['sh', '-c', 'cat; echo err >&2; exit 7'], { hasInput: true })
      await session.write(Buffer.from('from the host'))
      session.endInput()
      expect(await finish(session)).toEqual({ exitCode: 7, stdout: 'from the host', stderr: 'err\n' })
    })

    it('move megabytes both ways at once', async () => {
      const session = await start(['cat'], { hasInput: true })
      const data = Buffer.alloc(8 * mebibyte, 'abcdefghij')
      const [, result] = await Promise.all([session.write(data).then(() => session.endInput()), finish(session)])
      expect(result.stdout.length).toBe(data.length)
      expect(result.stdout === data.toString()).toBe(true)
    })

    it.each([
      [['no-such-program'], 127, /no-such-program/],
      [['/etc/passwd'], 126, /Permission denied/],
      [[''], 127, /No such file/]
    ])('%j cannot run: %i', async (argv, exitCode, reason) => {
      const session = await start(argv)
      expect(await session.exited).toMatchObject({ exitCode, detail: expect.stringMatching(reason) })
      expect(await finish(session)).toMatchObject({ exitCode, stdout: '', stderr: '' })
    })

    it('get exactly their environment, folder and arguments', async () => {
      const session = await start(['sh', '-c', 'env; pwd; printf "[%s]" "$@"', 'x', '', 'two words', 'ü\n🦊'], { environment: { A: 'b=c', HOME: '/x', PATH: '/usr/bin:/bin' }, workingDirectory: '/usr' })
      const { stdout } = await finish(session)
      const lines = stdout.split('\n').filter((line) => !/^(PWD|OLDPWD|_|SHLVL)=/.test(line))
      expect(lines.slice(0, 3).toSorted()).toEqual(['A=b=c', 'HOME=/x', 'PATH=/usr/bin:/bin'])
      expect(lines.slice(3).join('\n')).toBe('/usr\n[][two words][ü\n🦊]')
    })

    it('on a terminal have its size, also when it changes', async () => {
      const session = await start(['sh', '-c', 'stty size; read line; stty size; exit 3'], { hasInput: true, terminal: { rows: 24, columns: 80 } })
      let output = ''
      for await (const { data } of session.output) {
        output += Buffer.from(data).toString()
        if (output !== '24 80\r\n') continue
        await session.resize({ rows: 40, columns: 132 })
        await session.write(Buffer.from('go\r'))
      }
      expect(output).toBe('24 80\r\ngo\r\n40 132\r\n')
      expect(await session.exited).toEqual({ exitCode: 3 })
    })

    it('end with a signal, and with KILL when they do not listen', async () => {
      const gentle = await start(['sleep', '100'])
      await gentle.kill(5_000)
      expect(await gentle.exited).toEqual({ exitCode: 143 })
      const deaf = await start(['sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done'])
      await firstOutput(deaf)
      await deaf.kill(100)
      expect(await deaf.exited).toEqual({ exitCode: 137 })
    })

    it('can be ended while nobody reads their flood and nobody takes their input', async () => {
      const session = await start(['sh', '-c', 'yes & wait'], { hasInput: true })
      void session.write(Buffer.alloc(4 * mebibyte)).catch(() => {})
      await delay(100)
      await session.kill(1_000)
      expect(await session.exited).toMatchObject({ exitCode: 143 })
    })

    it('have ended when they end; a child that keeps their output is heard for a while, and no longer', async () => {
      const session = await start(['sh', '-c', '(sleep 0.5; echo late; sleep 30; echo later) & echo done'])
      const finished = finish(session)
      expect(await session.exited).toEqual({ exitCode: 0 })
      expect(await finished).toMatchObject({ stdout: 'done\nlate\n' })
    })

    it('bring out what they wrote to its end, whatever a child of theirs still floods', async () => {
      const session = await start(['sh', '-c', 'yes flood >&2 & seq 10000; exit 4'])
      const { exitCode, stdout } = await finish(session)
      expect([exitCode, stdout.split('\n').length]).toEqual([4, 10_001])
    })

    it('end when the host that waits for them is gone', async () => {
      const marker = join(guest.folder, 'orphan')
      const socket = await connectVsock({ ...guest, port: 1024 }, { signal })
      socket.write(encodeFrame('R', encodeFields([['v', 1], ['a', 'sh'], ['a', '-c'], ['a', `trap "echo ended > ${marker}; exit" TERM; while :; do sleep 0.05; done`]])))
      await new Promise((resolve) => socket.once('data', resolve))
      await delay(100)
      socket.destroy()
      await expect.poll(async () => await readFile(marker, 'utf8').catch(() => '')).toBe('ended\n')
    })
  })

  describe('files', () => {
    const odd = ['plain.txt', 'two words', `it's "quoted"`, '-dash', 'ünïcödé 日本 🦊', '$HOME', 'back\\slash', 'n'.repeat(200), '*', 'new\nline']

    it('go in and come out with their names, modes, links and times', async () => {
      const folder = join(guest.folder, 'tree')
      const mtime = new Date(1_700_000_000_000)
      const entries = [
        folderEntry('deep/'), ...odd.map((name) => fileEntry(`deep/${name}`, name, 0o640)),
        { header: { name: 'deep/link', type: 'symlink', linkname: '/nowhere/at all', size: 0 } },
        { header: { name: 'deep/again', type: 'link', linkname: 'deep/plain.txt', size: 0 } },
        { header: { name: 'deep/empty', type: 'file', size: 0, mtime } }
      ] satisfies TarEntry[]
      await agent.writeTar(folder, inPieces(await packTar(entries)), signal)
      expect(await readlink(join(folder, 'deep/link'))).toBe('/nowhere/at all')
      expect((await lstat(join(folder, 'deep/again'))).nlink).toBe(2)
      expect((await lstat(join(folder, 'deep/empty'))).mtime).toEqual(mtime)
      expect((await lstat(join(folder, 'deep', odd[1] ?? ''))).mode & 0o7777).toBe(0o640)
      const out = await unpackTar(await collect(await agent.readTar(join(folder, 'deep'), signal)))
      expect(out[0]?.header.name).toBe('deep/')
      for (const name of odd.slice(1)) expect(Buffer.from(out.find(({ header }) => header.name === `deep/${name}`)?.data ?? []).toString()).toBe(name)
      const kinds = Object.fromEntries(out.map(({ header }) => [header.name, header.type]))
      expect(kinds).toMatchObject({ 'deep/': 'directory', 'deep/link': 'symlink', 'deep/empty': 'file' })
      expect([kinds['deep/again'], kinds['deep/plain.txt']].toSorted()).toEqual(['file', 'link'])
    })

    it('replace what is there, but no folder', async () => {
      const folder = join(guest.folder, 'replaced')
      await mkdir(join(folder, 'taken'), { recursive: true })
      await symlink('/etc/passwd', join(folder, 'a'))
      await agent.writeTar(folder, inPieces(await packTar([fileEntry('a', 'new')])), signal)
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new')
      expect(await readFile('/etc/passwd', 'utf8')).toContain('root')
      await expect(write(folder, [fileEntry('taken', 'x')])).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    })

    it.each<[string, TarEntry[]]>([
      ['an absolute name', [fileEntry('/tmp/evil', 'x')]],
      ['a name that climbs', [fileEntry('a/../../evil', 'x')]],
      ['what is below a link of its own', [{ header: { name: 'l', type: 'symlink', linkname: '/tmp', size: 0 } }, fileEntry('l/evil', 'x')]],
      ['what is below a link that is there', [fileEntry('outside/evil', 'x')]],
      ['a hard link to outside', [{ header: { name: 'h', type: 'link', linkname: '../../etc/passwd', size: 0 } }]],
      ['a hard link through a link', [{ header: { name: 'h', type: 'link', linkname: 'outside/passwd', size: 0 } }]],
      ['a device', [{ header: { name: 'd', type: 'character-device', size: 0 } }]],
      ['a pipe', [{ header: { name: 'p', type: 'fifo', size: 0 } }]]
    ])('refuse %s', async (_title, entries) => {
      const folder = join(guest.folder, 'guarded')
      await mkdir(folder, { recursive: true })
      await symlink('/etc', join(folder, 'outside')).catch(() => {})
      await expect(write(folder, entries)).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
      await expect(lstat('/etc/evil')).rejects.toMatchObject({ code: 'ENOENT' })
    })

    it('refuse what is no tar, or none to its end, and say so while the rest is sent', async () => {
      const folder = join(guest.folder, 'broken')
      await expect(agent.writeTar(folder, inPieces(Buffer.alloc(4 * mebibyte, 'no tar')), signal)).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
      const whole = await packTar([fileEntry('a', 'x'.repeat(5_000))])
      await expect(agent.writeTar(folder, inPieces(whole.subarray(0, 3_000)), signal)).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    })

    it('do not look whole when what brings them breaks', async () => {
      const breaking = async function* (): AsyncGenerator<Uint8Array> {
        yield (await packTar([fileEntry('a', 'x'.repeat(5_000))])).subarray(0, 1_024)
        throw new Error('the disk on this side broke')
      }
      await expect(agent.writeTar(join(guest.folder, 'half'), breaking(), signal)).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    })

    it('are told apart without following links', async () => {
      const folder = join(guest.folder, 'kinds')
      await mkdir(folder)
      await writeFile(join(folder, 'file'), '12345')
      await chmod(join(folder, 'file'), 0o4751)
      await symlink('/etc', join(folder, 'link'))
      const stat = async (name: string) => await agent.stat(join(folder, name), signal)
      expect(await stat('file')).toEqual({ type: 'file', sizeBytes: 5, mode: 0o4751 })
      expect(await stat('')).toMatchObject({ type: 'directory' })
      expect(await stat('link')).toMatchObject({ type: 'link' })
      expect(await stat('absent')).toBeNull()
      expect(await stat('file/below')).toBeNull()
      await expect(agent.readTar(join(folder, 'absent'), signal)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    })
  })

  it('carries connections to ports inside, each direction to its own end', async () => {
    const inner = createServer({ allowHalfOpen: true }, (socket) => {
      let got = ''
      socket.on('data', (chunk) => (got += chunk.toString())).on('end', () => socket.end(`got ${got.length}`))
    })
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve))
    const port = (inner.address() as { port: number }).port
    const outer = createServer({ allowHalfOpen: true }, (socket) => void agent.dial(port, signal).then((connection) => connection.pipe(socket)))
    await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve))
    const client = connect({ port: (outer.address() as { port: number }).port, host: '127.0.0.1', allowHalfOpen: true })
    client.end('x'.repeat(mebibyte))
    expect((await collect(client)).toString()).toBe(`got ${mebibyte}`)
    inner.close()
    outer.close()
    await expect(agent.dial(port, signal)).rejects.toMatchObject({ code: 'ENGINE_FAILED', params: { detail: expect.stringContaining('refused') } })
  })

  it('keeps the main process and its log, and tells when it has ended', async () => {
    expect(await agent.startMain({ argv: ['no-such-program'], environment: {}, workingDirectory: null, user: null }, signal)).toMatchObject({ exitCode: 127 })
    const program = 'echo out; echo err >&2; sleep 0.3; echo last; exit 9'
    expect(await agent.startMain({ argv: ['sh', '-c', program], environment: { PATH: '/usr/bin:/bin' }, workingDirectory: null, user: null }, signal)).toBeNull()
    await expect(agent.startMain({ argv: ['true'], environment: {}, workingDirectory: null, user: null }, signal)).rejects.toMatchObject({ code: 'SANDBOX_NOT_RUNNING' })
    const before = Date.now() - 60_000
    const text = { stdout: '', stderr: '' }
    for await (const { stream, data, at } of agent.log({ follow: true }, signal)) {
      text[stream] += Buffer.from(data).toString()
      expect(at).toBeGreaterThan(before)
    }
    expect(text).toEqual({ stdout: 'out\nlast\n', stderr: 'err\n' })
    expect(await agent.health(signal)).toMatchObject({ protocol: 1, main: 'ended', mainExitCode: 9, memoryTotalBytes: expect.any(Number) })
  })

  it.each([
    ['another version', encodeFrame('H', encodeFields([['v', 2]])), 'version'],
    ['no version', encodeFrame('H'), 'version'],
    ['no operation', encodeFrame('I', Buffer.from('v1\0')), 'malformed'],
    ['no frame', Buffer.from('GET / HTTP/1.1\r\n'), 'malformed'],
    ['an endless frame', Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff]), 'malformed'],
    ['a field that it does not know', encodeFrame('R', encodeFields([['v', 1], ['a', 'true'], ['Z', '']])), 'malformed'],
    ['more input than the window', Buffer.concat([encodeFrame('R', encodeFields([['v', 1], ['a', 'sleep'], ['a', '1'], ['i', '']])), ...Array.from({ length: 6 }, () => encodeFrame('I', Buffer.alloc(65_536)))]), 'malformed']
  ])('refuses %s', async (_title, bytes, code) => {
    const socket = await connectVsock({ ...guest, port: 1024 }, { signal })
    socket.on('error', () => {})
    socket.write(bytes)
    expect((await collect(socket)).toString()).toContain(`e${code}\0`)
  })

  const start = async (argv: readonly string[], changes: Partial<ExecRequest> = {}): Promise<ExecSession> =>
    await agent.run({ argv, environment: { PATH: '/usr/bin:/bin' }, workingDirectory: null, user: null, hasInput: false, terminal: null, ...changes }, signal)
  const write = async (path: string, entries: TarEntry[]): Promise<void> => await agent.writeTar(path, inPieces(await packTar(entries)), signal)
})

async function finish(session: ExecSession): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  for await (const { stream, data } of session.output) pieces[stream].push(Buffer.from(data))
  const { exitCode } = await session.exited
  return { exitCode, stdout: Buffer.concat(pieces.stdout).toString(), stderr: Buffer.concat(pieces.stderr).toString() }
}

async function firstOutput(session: ExecSession): Promise<void> {
  for await (const _ of session.output) return
}

function fileEntry(name: string, text: string, mode = 0o644): TarEntry {
  const body = new TextEncoder().encode(text)
  return { header: { name, size: body.length, type: 'file', mode }, body }
}

function folderEntry(name: string): TarEntry {
  return { header: { name, size: 0, type: 'directory', mode: 0o755 } }
}

async function* inPieces(bytes: Uint8Array, size = 10_000): AsyncIterable<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size)
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Uint8Array[] = []
  for await (const piece of pieces) copies.push(Uint8Array.from(piece))
  return Buffer.concat(copies)
}

import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RunEvent } from '#contract/run'
import { toKeeperProgram } from '#backends/firecracker/keeper/keeper-program'
import { createBackends } from '#backends/index'
import { findRealEngines } from '#backends/engine-api/testing/real-engines'
import { createClock } from '#platform/clock'
import { createHost } from '#platform/host'
import { createHostFiles } from '#platform/host-files'
import { createMachine } from '#platform/machine'
import { createProcesses } from '#platform/processes'
import { createStores } from '#platform/stores'
import type { ExecSession } from '#core/ports'
import type { App } from '../app'
import { createApp } from '../create-app'
import { MemoryFile } from '../testing/memory-metadata'

async function readAll({ output }: ExecSession): Promise<string> {
  let text = ''
  for await (const { data } of output) text += Buffer.from(data).toString()
  return text
}

function askEngine(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: `/v1.41${path}` }, (response) => void response.setEncoding('utf8').toArray().then((pieces) => resolve(pieces.join('')), reject)).on('error', reject)
  })
}

/** Of every process of this machine, as anybody can read them. */
async function listCommandLines(): Promise<string> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return (await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))).join('\n')
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

describe.each(findRealEngines())('the desktop on $title', ({ kind, socketPath }) => {
  let home: string
  let app: App

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'agentkernel-desktop-'))
    const clock = createClock()
    const host = createHost({ version: '0.0.0', environment: { ...process.env, AGENTKERNEL_HOME: home } })
    const file = new MemoryFile()
    file.document.settings = { ...file.document.settings, defaultBackend: kind, dockerEndpoint: `unix://${socketPath}`, podmanEndpoint: `unix://${socketPath}` }
    const backends = createBackends({ machine: createMachine(host), processes: createProcesses(), clock, log: silent, guestAgent: resolve('out/guest/agent'), keeper: toKeeperProgram(resolve('out/cli/agentkernel.cjs'), process), settings: async () => file.document.settings })
    app = createApp({
      ...createStores({ host, clock, log: { addSecret: () => undefined }, builtInTemplates: join(process.cwd(), 'resources/templates') }),
      actor: 'window',
      host,
      clock,
      log: silent,
      files: createHostFiles(host.platform),
      openMetadata: async () => file.openStore(),
      backends,
      commandShim: () => {
        throw new Error('no command here')
      },
      verifiesInBackground: false,
      createScreenBuffer: async () => await Promise.reject(new Error('no screens here'))
    })
    await app.sandboxes.create({ name: 'files', image: 'alpine:3.20', workingDirectory: '/data', network: false })
  })
  afterAll(async () => {
    const { sandboxes } = await app.sandboxes.list({})
    for (const { id } of sandboxes) await app.sandboxes.remove({ sandbox: id, force: true })
    await app.close()
    await rm(home, { recursive: true })
  })

  async function putOddFiles(): Promise<void> {
    const script = 'mkdir -p "/data/odd dir" && printf x > "/data/a b" && ln -s "a b" /data/link && ln -s /data/nowhere /data/dangling && printf y > "/data/$(printf "c\\nd")" && mkfifo /data/pipe && touch /data/.hidden'
    const session = await app.openExec({ sandbox: 'files', argv: ['/bin/sh', '-c', script] })
    for await (const _output of session.output) void _output
    expect(await session.exited).toMatchObject({ exitCode: 0 })
  }

  it('lists a directory alike while it is stopped and while it runs', async () => {
    await app.files.makeDirectory({ sandbox: 'files', path: '/data/sub/deep' })
    await app.files.writeText({ sandbox: 'files', path: '/data/sub/a.txt', text: 'one\n' })
    const stopped = await app.files.list({ sandbox: 'files', path: '/data/sub' })
    await app.sandboxes.start({ sandbox: 'files' })
    const running = await app.files.list({ sandbox: 'files', path: '/data/sub' })
    expect(running.entries.map(({ name, type, sizeBytes, mode }) => ({ name, type, sizeBytes: type === 'file' ? sizeBytes : 0, mode }))).toEqual([
      { name: 'deep', type: 'directory', sizeBytes: 0, mode: 0o755 },
      { name: 'a.txt', type: 'file', sizeBytes: 4, mode: 0o644 }
    ])
    expect(stopped.entries.map(({ name, type, mode }) => ({ name, type, mode }))).toEqual(running.entries.map(({ name, type, mode }) => ({ name, type, mode })))
    expect({ stopped: stopped.canChange, running: running.canChange }).toEqual({ stopped: false, running: true })
    expect(Date.now() - Date.parse(running.entries.at(-1)?.modifiedAt ?? '')).toBeLessThan(600_000)
  })

  it('tells links, pipes, hidden files and names with spaces for what they are', async () => {
    await putOddFiles()
    const { entries } = await app.files.list({ sandbox: 'files', path: '/data' })
    const found = new Map(entries.map((entry) => [entry.name, entry]))
    expect(found.get('link')).toMatchObject({ type: 'link', linkTarget: 'a b' })
    expect(found.get('dangling')).toMatchObject({ type: 'link', linkTarget: '/data/nowhere' })
    expect([found.get('odd dir')?.type, found.get('pipe')?.type, found.get('.hidden')?.type, found.get('a b')?.sizeBytes]).toEqual(['directory', 'other', 'file', 1])
    expect((await app.files.readText({ sandbox: 'files', path: '/data/link' })).text).toBe('x')
    await expect(app.files.readText({ sandbox: 'files', path: '/data/pipe' })).rejects.toMatchObject({ code: 'PATH_REFUSED' })
    await expect(app.files.list({ sandbox: 'files', path: '/data/a b' })).rejects.toMatchObject({ code: 'PATH_REFUSED' })
  })

  it('renames and removes while it runs, and never over something', async () => {
    await app.files.writeText({ sandbox: 'files', path: '/data/old', text: 'old' })
    await app.files.writeText({ sandbox: 'files', path: '/data/-rf', text: 'dash' })
    await expect(app.files.rename({ sandbox: 'files', path: '/data/old', to: '/data/-rf' })).rejects.toMatchObject({ code: 'FILE_EXISTS', params: { path: '/data/-rf' } })
    expect(await app.files.rename({ sandbox: 'files', path: '/data/old', to: '/data/$(id)' })).toMatchObject({ name: '$(id)', sizeBytes: 3 })
    await app.files.remove({ sandbox: 'files', path: '/data/-rf' })
    await app.files.remove({ sandbox: 'files', path: '/data/$(id)' })
    await expect(app.files.remove({ sandbox: 'files', path: '/data/$(id)' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('gives a session the secret of the moment; neither the engine nor the list of processes has it, also while it runs', async () => {
    await app.settings.set({ secretStore: 'file' })
    await app.secrets.set({ name: 'API_KEY', value: 'vault-value-1' })
    const { engineObjectId = '' } = await app.sandboxes.update({ sandbox: 'files', changes: { secrets: ['API_KEY'] } })
    const session = await app.openExec({ sandbox: 'files', argv: ['sh', '-c', 'echo $API_KEY; read _; echo $API_KEY'], hasInput: true })
    await app.secrets.set({ name: 'API_KEY', value: 'vault-value-2' })
    const inspected = await askEngine(socketPath, `/containers/${engineObjectId}/json`)
    const execIds = z.object({ ExecIDs: z.array(z.string()) }).parse(JSON.parse(inspected)).ExecIDs
    const sessions = await Promise.all(execIds.map((id) => askEngine(socketPath, `/exec/${id}/json`)))
    expect(sessions.length).toBeGreaterThan(0)
    expect(inspected + sessions.join('') + (await listCommandLines())).not.toContain('vault-value')
    session.endInput()
    expect(await readAll(session)).toBe('vault-value-1\nvault-value-1\n')
    expect(await readAll(await app.openExec({ sandbox: 'files', argv: ['sh', '-c', 'echo $API_KEY'] }))).toBe('vault-value-2\n')
    await app.sandboxes.update({ sandbox: 'files', changes: { secrets: [] } })
  })

  it('keeps owner and mode of a text that is edited', async () => {
    const session = await app.openExec({ sandbox: 'files', argv: ['/bin/sh', '-c', 'printf "#!/bin/sh\\n" > /data/run.sh && chmod 750 /data/run.sh && chown 1000:1000 /data/run.sh'] })
    for await (const _output of session.output) void _output
    const { revision } = await app.files.readText({ sandbox: 'files', path: '/data/run.sh' })
    await app.files.writeText({ sandbox: 'files', path: '/data/run.sh', text: '#!/bin/sh\necho hi\n', revision })
    const look = await app.openExec({ sandbox: 'files', argv: ['stat', '-c', '%a %u:%g', '/data/run.sh'] })
    let said = ''
    for await (const { data } of look.output) said += Buffer.from(data).toString()
    expect(said.trim()).toBe('750 1000:1000')
  })

  it('tells what was changed since the creation, by the engine', async () => {
    const { changes, basis } = await app.files.changes({ sandbox: 'files' })
    expect(changes).toContainEqual({ path: '/data/sub/a.txt', kind: 'added' })
    expect(basis).toBe('engine')
    expect(changes.map(({ path }) => path)).not.toContain('/data')
    expect(changes.filter(({ path }) => /^\/(proc|sys|dev|etc\/hosts)/.test(path))).toEqual([])
  })

  it('uploads and downloads files of the host', async () => {
    await writeFile(join(home, 'up.txt'), 'from the host')
    expect(await app.files.upload({ sandbox: 'files', path: '/data/sub', from: [join(home, 'up.txt')] })).toEqual({ files: 1, bytes: 13 })
    await app.files.download({ sandbox: 'files', path: '/data/sub/up.txt', to: join(home, 'down.txt') })
    expect(await readFile(join(home, 'down.txt'), 'utf8')).toBe('from the host')
  })

  it('changes a sandbox with its files kept, under the same id, running as before', async () => {
    const before = await app.sandboxes.get({ sandbox: 'files' })
    const plan = await app.sandboxes.plan({ sandbox: 'files', changes: { memoryMb: 96 } })
    expect(plan).toMatchObject({ kept: ['/data'], willRestart: true, isLostPartial: false })
    const after = await app.sandboxes.update({ sandbox: 'files', changes: { memoryMb: 96 } })
    expect(after).toMatchObject({ id: before.id, status: 'running', spec: { memoryMb: 96 } })
    expect((await app.files.readText({ sandbox: 'files', path: '/data/sub/a.txt' })).text).toBe('one\n')
  })

  it('brings back what a private copy changed, and leaves what only the host changed', async () => {
    const project = join(home, 'project')
    await mkdir(join(project, 'src'), { recursive: true })
    for (const name of ['inside', 'host', 'both', 'gone', 'src/tool']) await writeFile(join(project, name), 'at first\n')
    await app.sandboxes.create({ name: 'copy', image: 'alpine:3.20', network: false, directory: project })
    expect(await app.review.compare({ sandbox: 'copy' })).toMatchObject({ files: [], hostOnly: [], knowsBefore: true })
    await app.sandboxes.start({ sandbox: 'copy' })
    const script = 'echo inside | tee inside > both; rm gone; chmod 755 src/tool; ln src/tool src/second; ln -s /etc/passwd leak; dd if=/dev/zero of=large bs=1M count=33 2>/dev/null'
    await readAll(await app.openExec({ sandbox: 'copy', argv: ['sh', '-c', script] }))
    for (const name of ['host', 'both']) await writeFile(join(project, name), 'by hand\n')

    const { files, hostOnly } = await app.review.compare({ sandbox: 'copy' })
    expect(files.map(({ kind, path, flags, barrier, linkTarget }) => [kind, path, ...flags, barrier, linkTarget].filter(Boolean).join(' '))).toEqual([
      'modified both conflict', 'removed gone removed', 'modified inside', 'added large large', 'added leak link_out /etc/passwd', 'added src/second executable', 'modified src/tool executable'
    ])
    expect(hostOnly).toEqual(['host'])
    const chosen = files.filter(({ path }) => path !== 'both' && path !== 'leak')
    expect(await app.review.apply({ sandbox: 'copy', files: chosen })).toMatchObject({ applied: 5 })
    expect(await Promise.all(['inside', 'both', 'host'].map((name) => readFile(join(project, name), 'utf8')))).toEqual(['inside\n', 'by hand\n', 'by hand\n'])
    expect([(await stat(join(project, 'large'))).size, (await stat(join(project, 'src/tool'))).mode & 0o111]).toEqual([33 * 2 ** 20, 0o111])
    expect((await app.review.compare({ sandbox: 'copy' })).files.map(({ path }) => path)).toEqual(['both', 'leak'])
    await app.sandboxes.remove({ sandbox: 'copy', force: true })
  })

  it('runs a command in a throw-away sandbox and leaves nothing', async () => {
    const seen: RunEvent[] = []
    for await (const event of app.run.start({ command: ['/bin/sh', '-c', 'echo out; echo err >&2; exit 7'], image: 'alpine:3.20', network: false })) {
      seen.push(event)
      if (event.type === 'exited') break
    }
    expect(seen.flatMap((event) => (event.type === 'output' ? [`${event.stream}:${event.text}`] : [])).sort()).toEqual(['stderr:err\n', 'stdout:out\n'])
    expect(seen.at(-1)).toMatchObject({ exitCode: 7, hasTimedOut: false })
    expect((await app.sandboxes.list({})).sandboxes.map(({ name }) => name)).toEqual(['files'])
  })

  it('counts its own sandbox in the use of the disk, and never plans to prune the image it uses', async () => {
    await app.files.writeText({ sandbox: 'files', path: '/data/large', text: 'x'.repeat(100_000) })
    const { backends, failed } = await app.disk.usage({})
    expect(failed.filter(({ backend }) => backend === kind)).toEqual([])
    const mine = backends.find(({ backend }) => backend === kind)
    expect(mine?.sandboxes.find(({ name }) => name === 'files')?.bytes).toBeGreaterThan(100_000)
    expect(mine?.imagesBytes).toBeGreaterThan(0)
    const plan = await app.images.planPrune({ backend: kind, scope: 'unused', withCaches: false })
    expect(plan.images.flatMap(({ references }) => references)).not.toContain('alpine:3.20')
    expect(plan.images.every(({ usedBy }) => usedBy.length === 0)).toBe(true)
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { RunEvent } from '#contract/run'
import { createTestApp, type TestApp, type TestAppOptions } from '../testing/create-test-app'

const open: TestApp[] = []

function start(options: TestAppOptions = {}): TestApp {
  const app = createTestApp(options)
  open.push(app)
  return app
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
})

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: unknown) => AppError.from(error).code
  )
}

describe.each(['direct', 'rpc'] as const)('files over %s', (transport) => {
  async function withSandbox(isRunning: boolean): Promise<TestApp> {
    const app = start({ transport })
    await app.api.sandboxes.create({ name: 'dev' })
    if (isRunning) await app.api.sandboxes.start({ sandbox: 'dev' })
    return app
  }

  it.each([true, false])('are written, listed and read back, running: %s', async (isRunning) => {
    const { api } = await withSandbox(isRunning)
    await api.files.makeDirectory({ sandbox: 'dev', path: '/data/notes' })
    const written = await api.files.writeText({ sandbox: 'dev', path: '/data/notes/a.txt', text: 'größe\n', revision: null })
    expect(written).toMatchObject({ isText: true, sizeBytes: 8 })
    const { entries, isPartial, canChange } = await api.files.list({ sandbox: 'dev', path: '/data' })
    expect({ names: entries.map(({ name, type }) => `${name} ${type}`), isPartial, canChange }).toEqual({ names: ['notes directory'], isPartial: false, canChange: isRunning })
    expect(await api.files.readText({ sandbox: 'dev', path: '/data/notes/a.txt' })).toEqual(written)
    expect(await api.files.stat({ sandbox: 'dev', path: '/data/notes/a.txt' })).toMatchObject({ name: 'a.txt', type: 'file', sizeBytes: 8 })
  })

  it('are not overwritten when somebody else wrote meanwhile', async () => {
    const { api } = await withSandbox(false)
    const { revision } = await api.files.writeText({ sandbox: 'dev', path: '/a', text: 'one' })
    await api.files.writeText({ sandbox: 'dev', path: '/a', text: 'two' })
    expect(await codeOf(api.files.writeText({ sandbox: 'dev', path: '/a', text: 'mine', revision }))).toBe('FILE_CHANGED')
    expect(await codeOf(api.files.writeText({ sandbox: 'dev', path: '/a', text: 'mine', revision: null }))).toBe('FILE_EXISTS')
    expect((await api.files.readText({ sandbox: 'dev', path: '/a' })).text).toBe('two')
  })

  it('that are not text are told as such, and larger ones refused', async () => {
    const { api } = await withSandbox(false)
    await api.files.writeText({ sandbox: 'dev', path: '/nul', text: 'a\0b' })
    expect(await api.files.readText({ sandbox: 'dev', path: '/nul' })).toMatchObject({ isText: false, text: '', sizeBytes: 3 })
    expect(await codeOf(api.files.readText({ sandbox: 'dev', path: '/' }))).toBe('PATH_REFUSED')
  })

  it.each([
    ['list', '/../etc', 'INVALID_INPUT'],
    ['list', '/proc', 'PATH_REFUSED'],
    ['readText', '/etc/shadow', 'PATH_REFUSED'],
    ['remove', '/', 'PATH_REFUSED'],
    ['readText', '/nowhere', 'FILE_NOT_FOUND'],
    ['list', '/nowhere', 'FILE_NOT_FOUND']
  ] as const)('%s of %s is refused with %s', async (verb, path, code) => {
    const { api } = await withSandbox(false)
    expect(await codeOf(api.files[verb]({ sandbox: 'dev', path }))).toBe(code)
  })

  it('of a stopped sandbox cannot be removed or renamed, and it is said why', async () => {
    const { api } = await withSandbox(false)
    expect(await codeOf(api.files.remove({ sandbox: 'dev', path: '/tmp' }))).toBe('SANDBOX_NOT_RUNNING')
    expect(await codeOf(api.files.rename({ sandbox: 'dev', path: '/tmp', to: '/t' }))).toBe('SANDBOX_NOT_RUNNING')
  })
})

describe.each(['direct', 'rpc'] as const)('a quick run over %s', (transport) => {
  it('tells its output and its exit code, and leaves nothing', async () => {
    const { api, file, backends } = start({ transport })
    const seen: RunEvent[] = []
    for await (const event of api.run.start({ command: ['sh', '-c', 'echo out; exit 3'], image: 'alpine:3.20' })) {
      seen.push(event)
      if (event.type === 'exited') break
    }
    expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(['started', 'output', 'exited']))
    expect(seen.at(-1)).toMatchObject({ type: 'exited', exitCode: 3, hasTimedOut: false })
    await expect.poll(() => file.document.sandboxes).toEqual({})
    await expect.poll(() => backends.docker?.daemon.containers.size).toBe(0)
  })

  it('can be kept under a name after it ended', async () => {
    const { api, file } = start({ transport })
    const names: string[] = []
    for await (const event of api.run.start({ command: ['true'], image: 'alpine:3.20' })) {
      if (event.type === 'exited') await api.run.keep({ sandbox: Object.keys(file.document.sandboxes)[0] ?? '', name: 'mine' })
      if ('sandbox' in event) names.push(event.sandbox.name)
    }
    expect(names).toEqual([expect.stringMatching(/^run-[a-z0-9]{8}$/), 'mine'])
    expect(Object.values(file.document.sandboxes).map(({ name }) => name)).toEqual(['mine'])
    expect(await codeOf(api.run.keep({ sandbox: 'mine' }))).toBe('SESSION_NOT_FOUND')
  })

  it('ends its command after the time it was given', async () => {
    const { api } = start({ transport })
    let last: RunEvent | undefined
    for await (const event of api.run.start({ command: ['sleep', '60'], image: 'alpine:3.20', timeoutMs: 150 })) {
      last = event
      if (event.type === 'exited') break
    }
    expect(last).toMatchObject({ type: 'exited', hasTimedOut: true })
  })

  it('that is left while it runs is ended and removed', async () => {
    const { api, file } = start({ transport })
    const leave = new AbortController()
    const reading = (async () => {
      for await (const event of api.run.start({ command: ['sleep', '60'], image: 'alpine:3.20' }, { signal: leave.signal })) if (event.type === 'started') leave.abort()
    })().catch(() => undefined)
    await reading
    await expect.poll(() => file.document.sandboxes).toEqual({})
  })

  it('that is still open when the product closes is removed before that is done', async () => {
    const { api, file, close } = start({ transport })
    const reading = (async () => {
      for await (const event of api.run.start({ command: ['true'], image: 'alpine:3.20' })) if (event.type === 'exited') return close()
    })()
    await reading
    expect(file.document.sandboxes).toEqual({})
  })

  it('fails with the reason when its image is not there, and leaves nothing', async () => {
    const { api, file } = start({ transport })
    const read = async (): Promise<void> => {
      for await (const _event of api.run.start({ command: ['true'], image: 'nobody/nothing:1' })) void _event
    }
    expect(await codeOf(read())).toBe('IMAGE_NOT_FOUND')
    expect(file.document.sandboxes).toEqual({})
  })
})

describe.each(['direct', 'rpc'] as const)('changing what was made over %s', (transport) => {
  it('tells what is kept and lost, and changes nothing by telling', async () => {
    const { api, backends } = start({ transport })
    const before = await api.sandboxes.create({ name: 'dev', workingDirectory: '/data', environment: { TOKEN: 'secret-value' } })
    await api.files.makeDirectory({ sandbox: 'dev', path: '/data' })
    const plan = await api.sandboxes.plan({ sandbox: 'dev', changes: { memoryMb: 900, environment: { TOKEN: 'other-value' } } })
    expect(plan).toMatchObject({ needsRecreation: true, willRestart: false, kept: ['/data'], changes: [{ field: 'memoryMb', from: '512', to: '900' }, { field: 'environment', from: 'TOKEN', to: 'TOKEN' }] })
    expect(JSON.stringify(plan)).not.toContain('-value')
    expect(backends.docker?.daemon.containers.has(before.engineObjectId ?? '')).toBe(true)
  })

  it('needs nothing when nothing changes', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    expect(await api.sandboxes.plan({ sandbox: 'dev', changes: { memoryMb: 512 } })).toMatchObject({ needsRecreation: false, changes: [] })
  })

  it('makes it anew under the same id with its files, running as before', async () => {
    const { api } = start({ transport })
    const before = await api.sandboxes.create({ name: 'dev', workingDirectory: '/data' })
    await api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'kept' })
    await api.files.writeText({ sandbox: 'dev', path: '/root/b.txt', text: 'kept too' })
    await api.files.writeText({ sandbox: 'dev', path: '/opt/c.txt', text: 'lost' })
    await api.sandboxes.start({ sandbox: 'dev' })
    const after = await api.sandboxes.update({ sandbox: 'dev', changes: { memoryMb: 900 }, keep: ['/root'] })
    expect(after).toMatchObject({ id: before.id, name: 'dev', status: 'running', spec: { memoryMb: 900 } })
    expect(after.engineObjectId).not.toBe(before.engineObjectId)
    expect((await api.files.readText({ sandbox: 'dev', path: '/data/a.txt' })).text).toBe('kept')
    expect((await api.files.readText({ sandbox: 'dev', path: '/root/b.txt' })).text).toBe('kept too')
    expect(await codeOf(api.files.readText({ sandbox: 'dev', path: '/opt/c.txt' }))).toBe('FILE_NOT_FOUND')
  })

  it('refuses before anything is touched when the image is not there', async () => {
    const { api } = start({ transport })
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    expect(await codeOf(api.sandboxes.update({ sandbox: 'dev', changes: { image: 'nobody/nothing:1' } }))).toBe('IMAGE_NOT_FOUND')
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ engineObjectId, spec: { image: 'alpine:3.20' } })
  })

  it('makes the old one again when the new one cannot be made', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'dev', workingDirectory: '/data' })
    await api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'kept' })
    backends.docker?.daemon.faults.failures.set('create', new AppError('ENGINE_FAILED', { backend: 'docker', detail: 'no' }))
    expect(await codeOf(api.sandboxes.update({ sandbox: 'dev', changes: { memoryMb: 900 } }))).toBe('ENGINE_FAILED')
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ status: 'stopped', spec: { memoryMb: 512 } })
    expect((await api.files.readText({ sandbox: 'dev', path: '/data/a.txt' })).text).toBe('kept')
  })

  it('brings set-aside files back by creating again what was killed half-way', async () => {
    const killed = start({ transport })
    await killed.api.sandboxes.create({ name: 'dev', workingDirectory: '/data' })
    await killed.api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'kept' })
    killed.backends.docker?.daemon.faults.hanging.add('create')
    void killed.app.sandboxes.update({ sandbox: 'dev', changes: { memoryMb: 900 } }).catch(() => undefined)
    await expect.poll(() => killed.backends.docker?.daemon.containers.size).toBe(0)
    killed.backends.docker?.daemon.faults.hanging.clear()
    const next = start({ transport, sharing: killed })
    expect((await next.api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'missing' }])
    expect(await next.api.sandboxes.recreate({ sandbox: 'dev' })).toMatchObject({ status: 'stopped', spec: { memoryMb: 900 } })
    expect((await next.api.files.readText({ sandbox: 'dev', path: '/data/a.txt' })).text).toBe('kept')
  })

  it('duplicates with changes, with the files only where asked', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev', workingDirectory: '/data', memoryMb: 300 })
    await api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'mine' })
    expect(await api.sandboxes.duplicate({ sandbox: 'dev', name: 'plain', changes: { vcpus: 2 } })).toMatchObject({ status: 'stopped', spec: { vcpus: 2, memoryMb: 300 } })
    expect(await codeOf(api.files.readText({ sandbox: 'plain', path: '/data/a.txt' }))).toBe('FILE_NOT_FOUND')
    await api.sandboxes.duplicate({ sandbox: 'dev', name: 'elsewhere', changes: {}, backend: 'podman', withFiles: true })
    expect((await api.files.readText({ sandbox: 'elsewhere', path: '/data/a.txt' })).text).toBe('mine')
    expect(await codeOf(api.sandboxes.duplicate({ sandbox: 'dev', name: 'plain', changes: {} }))).toBe('SANDBOX_EXISTS')
  })

  it('keeps pins and groups, all or none', async () => {
    const { api } = start({ transport })
    for (const name of ['a', 'b']) await api.sandboxes.create({ name, labels: { project: 'shop' } })
    expect(await api.sandboxes.get({ sandbox: 'a' })).toMatchObject({ isPinned: false, group: 'shop' })
    await api.sandboxes.organise({ sandboxes: ['a', 'b'], isPinned: true, group: 'mine' })
    expect(await api.sandboxes.get({ sandbox: 'b' })).toMatchObject({ isPinned: true, group: 'mine' })
    await api.sandboxes.organise({ sandboxes: ['b'], isPinned: false, group: null })
    expect(await api.sandboxes.get({ sandbox: 'b' })).toMatchObject({ isPinned: false, group: 'shop' })
    expect(await codeOf(api.sandboxes.organise({ sandboxes: ['a', 'nobody'], isPinned: false }))).toBe('SANDBOX_NOT_FOUND')
    expect((await api.sandboxes.get({ sandbox: 'a' })).isPinned).toBe(true)
  })

  it('shows the raw record without values', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev', environment: { TOKEN: 'secret-value' } })
    const { record, engine } = await api.sandboxes.raw({ sandbox: 'dev' })
    expect(JSON.parse(record)).toMatchObject({ name: 'dev', spec: { environment: { TOKEN: expect.not.stringContaining('secret') } } })
    expect(engine).toContain('"state": "created"')
    expect(`${record}${engine ?? ''}`).not.toContain('secret-value')
  })
})

describe.each(['direct', 'rpc'] as const)('images over %s', (transport) => {
  it('that nobody uses are planned and pruned; used ones stay', async () => {
    const { api, backends } = start({ transport, kinds: ['docker'] })
    await api.sandboxes.create({ name: 'dev', image: 'alpine:3.20' })
    const before = (await api.images.list({})).length
    const plan = await api.images.planPrune({ scope: 'unused' })
    expect(plan.images.flatMap(({ references }) => references)).not.toContain('alpine:3.20')
    expect(plan.images).toHaveLength(before - 1)
    expect(await api.images.planPrune({ scope: 'dangling' })).toMatchObject({ images: [], bytes: 0 })
    const { removed, failed, freedBytes } = await api.images.prune({ images: plan.images.map(({ backend, id }) => ({ backend, id })), caches: [] })
    expect({ removed, failed, freedBytes }).toEqual({ removed: before - 1, failed: [], freedBytes: plan.bytes })
    expect([...(backends.docker?.daemon.images.keys() ?? [])]).toEqual(['alpine:3.20'])
  })

  it('that got used after the plan stay, and it is told', async () => {
    const { api } = start({ transport, kinds: ['docker'] })
    const [image] = (await api.images.planPrune({ scope: 'unused' })).images
    await api.sandboxes.create({ name: 'dev', image: image?.references[0] ?? '' })
    const result = await api.images.prune({ images: [{ backend: 'docker', id: image?.id ?? '' }], caches: [] })
    expect(result).toMatchObject({ removed: 0, failed: [{ id: image?.id, error: { code: 'IMAGE_IN_USE' } }] })
  })

  it('are counted in the use of the disk, per backend, also where one cannot say', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'dev', backend: 'docker' })
    backends.podman?.daemon.faults.failures.set('images.list', new AppError('ENGINE_FAILED', { backend: 'podman', detail: 'no' }))
    const usage = await api.disk.usage({})
    expect(usage).toMatchObject({ backends: [{ backend: 'docker', sandboxes: [{ name: 'dev' }] }], failed: [{ backend: 'podman', error: { code: 'ENGINE_FAILED' } }] })
    expect(usage.backends[0]?.imagesBytes).toBeGreaterThan(0)
  })
})

describe.each(['direct', 'rpc'] as const)('the activity over %s', (transport) => {
  it('tells what was done, to what, by whom and how it ended, and never a secret', async () => {
    const { api, app } = start({ transport })
    await api.sandboxes.create({ name: 'dev', environment: { TOKEN: 'secret-value' } })
    await app.sandboxes.start({ sandbox: 'dev' }, { actor: 'tray' })
    await (await app.openExec({ sandbox: 'dev', argv: ['echo', 'secret-argument'] })).exited
    await codeOf(api.images.pull({ image: 'nobody/nothing:1' }))
    await api.settings.set({ theme: 'dark' })
    await api.sandboxes.remove({ sandbox: 'dev', force: true })
    await expect.poll(async () => (await api.activity.list({})).entries.length).toBe(6)
    const { entries } = await api.activity.list({})
    const told = entries.map(({ action, subject, actor, outcome, detail }) => [action, subject, actor, outcome, detail]).sort()
    expect(told).toEqual([
      ['exec', 'dev', 'window', 'done', 'echo'],
      ['images.pull', 'nobody/nothing:1', 'window', 'failed', undefined],
      ['sandboxes.create', 'dev', 'window', 'done', undefined],
      ['sandboxes.remove', 'dev', 'window', 'done', undefined],
      ['sandboxes.start', 'dev', 'tray', 'done', undefined],
      ['settings.set', '', 'window', 'done', 'theme']
    ])
    expect(JSON.stringify(entries)).not.toMatch(/secret/)
  })

  it('is searched, filtered, paged and exported', async () => {
    const { api } = start({ transport })
    for (const name of ['one', 'two', 'three']) await api.sandboxes.create({ name })
    await codeOf(api.sandboxes.start({ sandbox: 'nobody' }))
    await expect.poll(async () => (await api.activity.list({})).entries.length).toBe(4)
    expect((await api.activity.list({ search: 'TWO create' })).entries.map(({ subject }) => subject)).toEqual(['two'])
    expect((await api.activity.list({ outcomes: ['failed'] })).entries).toMatchObject([{ action: 'sandboxes.start', subject: 'nobody', error: { code: 'SANDBOX_NOT_FOUND' } }])
    const first = await api.activity.list({ limit: 3 })
    expect(first.hasMore).toBe(true)
    expect((await api.activity.list({ limit: 3, before: first.entries.at(-1)?.id })).entries).toHaveLength(1)
    expect(JSON.parse((await api.activity.export({ format: 'json', nouns: ['sandboxes'] })).text)).toHaveLength(4)
    expect((await api.activity.export({ format: 'csv', search: 'two' })).text.split('\r\n')[0]).toBe('at,actor,action,subject,backend,outcome,durationMs,detail,error')
  })

  it('of another process arrives while it is watched', async () => {
    const window = start({ transport })
    const command = start({ sharing: window })
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { action } of window.api.activity.watch({}, { signal: stop.signal })) seen.push(action)
    })().catch(() => undefined)
    await expect.poll(async () => {
      await command.api.settings.set({ theme: 'dark' })
      return seen
    }).toContain('settings.set')
    stop.abort()
    await reading
  })
})

describe.each(['direct', 'rpc'] as const)('templates over %s', (transport) => {
  it('fill what is left out, and are set up once, at the first start', async () => {
    const { api } = start({ transport })
    expect(await api.sandboxes.create({ name: 'dev', template: 'tooled' })).toMatchObject({ template: 'tooled', setUp: { state: 'pending' }, spec: { memoryMb: 700 } })
    expect(await api.sandboxes.start({ sandbox: 'dev' })).toMatchObject({ status: 'running', setUp: { state: 'done' } })
    expect((await api.files.readText({ sandbox: 'dev', path: '/set-up' })).text).toBe('ready\n')
    expect(await codeOf(api.sandboxes.create({ name: 'x', template: 'nothing' }))).toBe('TEMPLATE_NOT_FOUND')
  })

  it('whose set-up fails leave a running sandbox that says so, and can be set up again', async () => {
    const { api } = start({ transport })
    await api.templates.save({ id: 'broken', template: { title: 'Broken', kind: 'other', spec: {}, setUp: [['sh', '-c', 'echo no such package; exit 7']] } })
    await api.sandboxes.create({ name: 'dev', template: 'broken' })
    const view = await api.sandboxes.start({ sandbox: 'dev' })
    expect(view).toMatchObject({ status: 'running', setUp: { state: 'failed', reason: { key: 'errors.SETUP_FAILED', params: { detail: 'no such package' } } } })
    await api.templates.save({ id: 'broken', template: { title: 'Mended', kind: 'other', spec: {}, setUp: [['true']] } })
    expect(await api.sandboxes.setUp({ sandbox: 'dev' })).toMatchObject({ setUp: { state: 'done' } })
  })

  it('of one\'s own stand beside the built-in ones, which stay', async () => {
    const { api, stores } = start({ transport })
    await api.templates.save({ id: 'mine', template: { title: 'Mine', kind: 'other', description: 'for the shop', spec: { image: 'alpine:3.20' } } })
    await stores.templates.save('bad', '{"title": 3}')
    const { templates, problems } = await api.templates.list({})
    expect(templates.map(({ id, isOwn }) => [id, isOwn])).toEqual([['mine', true], ['tooled', false]])
    expect(problems).toMatchObject([{ key: 'templates.unreadable', params: { file: 'bad.json' } }])
    expect(await codeOf(api.templates.save({ id: 'tooled', template: { title: 'X', kind: 'other', spec: {} } }))).toBe('TEMPLATE_BUILT_IN')
    expect(await codeOf(api.templates.remove({ id: 'tooled' }))).toBe('TEMPLATE_BUILT_IN')
    await api.templates.remove({ id: 'mine' })
    expect(await codeOf(api.templates.remove({ id: 'mine' }))).toBe('TEMPLATE_NOT_FOUND')
  })
})

describe.each(['direct', 'rpc'] as const)('the data of a home over %s', (transport) => {
  it('is backed up, looked at and brought back', async () => {
    const { api, hostTexts } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    await api.settings.set({ theme: 'dark' })
    expect(await api.data.backUp({ file: '/out/backup.json' })).toMatchObject({ file: '/out/backup.json', bytes: expect.any(Number) })
    await api.sandboxes.remove({ sandbox: 'dev' })
    await api.settings.set({ theme: 'light' })
    expect(await api.data.inspectBackup({ file: '/out/backup.json' })).toMatchObject({ sandboxes: ['dev'], isOwn: true })
    const { previous } = await api.data.restore({ file: '/out/backup.json' })
    expect(JSON.parse(hostTexts.get(previous) ?? '{}')).toMatchObject({ metadata: { settings: { theme: 'light' } } })
    expect(await api.settings.get({})).toMatchObject({ theme: 'dark' })
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ name: 'dev', status: 'missing' }])
  })

  it.each([
    ['not json', 'CONFIG_INVALID'],
    ['{"format":"something"}', 'CONFIG_INVALID']
  ])('is not replaced by %s', async (text, code) => {
    const { api, hostTexts } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    hostTexts.set('/in.json', text)
    expect(await codeOf(api.data.restore({ file: '/in.json' }))).toBe(code)
    expect((await api.sandboxes.list({})).sandboxes).toHaveLength(1)
  })

  it('goes into a support bundle without values of variables and without the person\'s name', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev', environment: { TOKEN: 'secret-value' } })
    const { files, text } = await api.diagnostics.bundle({})
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['about.json', 'doctor.json', 'sandboxes.json']))
    expect(text).toContain('TOKEN')
    expect(text).not.toContain('secret-value')
    expect(text).not.toContain('/home/ada')
  })
})

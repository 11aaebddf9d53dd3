import { describe, expect, it } from 'vitest'
import { codeOf, useTestApps } from './testing/test-apps'

const start = useTestApps()

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

import { afterEach, expect, it } from 'vitest'
import { createTestApp, type TestApp } from './testing/create-test-app'

let app: TestApp
afterEach(() => app.close())

it('makes a template of a sandbox, without values of variables and folders, that makes one like it', async () => {
  app = createTestApp({ transport: 'rpc' })
  app.hostFolders.set('/srv/code', 'directory')
  app.backends.docker?.daemon.setHostFolder('/srv/code')
  await app.api.sandboxes.create({
    name: 'shop',
    template: 'tooled',
    environment: { API_KEY: 'secret', MODE: 'fast' },
    ports: [{ hostPort: null, sandboxPort: 3000 }],
    mounts: [{ source: '/srv/code', target: '/srv/code' }],
    workingDirectory: '/srv/code'
  })
  const draft = await app.api.templates.draft({ sandbox: 'shop' })
  expect(draft).toMatchObject({
    title: 'shop',
    spec: { image: 'alpine:3.20', memoryMb: 700, workingDirectory: '/srv/code', ports: [{ sandboxPort: 3000 }] },
    setUp: [['sh', '-c', 'echo ready > /set-up']],
    environment: [{ name: 'API_KEY', isSecret: true }, { name: 'MODE', isSecret: false }]
  })
  expect(JSON.stringify(draft)).not.toMatch(/secret"|fast|mounts/)
  await app.api.templates.save({ id: 'like-shop', template: draft })
  const made = await app.api.sandboxes.create({ name: 'second', template: 'like-shop' })
  expect(made).toMatchObject({ spec: { image: 'alpine:3.20', memoryMb: 700, environment: {}, mounts: [] }, template: 'like-shop', setUp: { state: 'pending' } })
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app'

const folder = '/home/user/shop'
const file = `${folder}/agentkernel.toml`
const text = '[sandbox]\nname = "shop"\n\n[network]\nports = [8080]\n'

let app: TestApp
beforeEach(() => {
  app = createTestApp({ transport: 'rpc' })
  app.hostFolders.set(folder, 'directory')
  app.hostTexts.set(file, text)
})
afterEach(() => app.close())

async function inspect() {
  const { consent } = await app.api.project.inspect({ folder })
  if (!consent) throw new Error('the folder has a file')
  return consent
}

it('remembers a yes for just this content of just this folder, until it is taken back', async () => {
  const shown = await inspect()
  expect(shown.isKept).toBe(false)
  await app.api.project.agree({ folder, subject: 'file', digest: shown.digest })
  expect((await inspect()).isKept).toBe(true)
  expect(await app.api.project.consents({})).toMatchObject([{ folder, subject: 'file', digest: shown.digest }])

  app.hostTexts.set(file, text.replace('8080', '22'))
  expect((await inspect()).isKept).toBe(false)
  app.hostTexts.set(file, text)
  expect((await inspect()).isKept).toBe(true)

  await app.api.project.forgetConsents({ folder })
  expect((await inspect()).isKept).toBe(false)
  await expect(app.api.project.forgetConsents({ folder })).rejects.toMatchObject({ code: 'CONSENT_NOT_FOUND' })
})

it('remembers what was shown, not what the file holds by then', async () => {
  const shown = await inspect()
  app.hostTexts.set(file, text.replace('8080', '22'))
  await app.api.project.agree({ folder, subject: 'file', digest: shown.digest })
  expect((await inspect()).isKept).toBe(false)
})

it('does not take a yes to building an image for one to the file', async () => {
  const { digest } = await inspect()
  await app.api.project.agree({ folder, subject: 'build', digest })
  expect((await inspect()).isKept).toBe(false)
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SecretVault } from '#core/ports'
import { createClock } from './clock'
import { createKeyringVault } from './keyring-vault'
import { hasSecretService, noSecretService, startSecretService, type SecretService } from './testing/secret-service'

const isHere = hasSecretService()
const createVault = (homeId: string): SecretVault => createKeyringVault(async () => homeId, createClock())
const bus = 'DBUS_SESSION_BUS_ADDRESS'

describe('the keyring of the system', () => {
  beforeEach(({ skip }) => skip(!isHere, noSecretService))
  const before = process.env[bus]
  let service: SecretService | undefined
  beforeAll(async () => {
    if (!isHere) return
    service = await startSecretService(async (address) => {
      process.env[bus] = address
      return await createVault('probe').set('PROBE', 'x').then(() => true, () => false)
    })
  })
  afterAll(() => {
    service?.stop()
    if (before === undefined) delete process.env[bus]
    else process.env[bus] = before
  })

  it('keeps values by name with their dates, replaces and removes them', async () => {
    const vault = createVault('home-1')
    expect([await vault.list(), await vault.get('API_KEY'), await vault.remove('API_KEY')]).toEqual([[], null, false])
    await vault.set('API_KEY', 'first')
    await vault.set('API_KEY', 'second\nline ü')
    expect(await vault.get('API_KEY')).toBe('second\nline ü')
    expect(await vault.list()).toEqual([{ name: 'API_KEY', updatedAt: expect.stringMatching(/^20\d\d-.*Z$/) as string }])
    await vault.set('API_KEY', 'x'.repeat(32_768))
    expect((await vault.get('API_KEY'))?.length).toBe(32_768)
    expect([await vault.remove('API_KEY'), await vault.remove('API_KEY'), await vault.list()]).toEqual([true, false, []])
  })

  it('is apart for every home, and the same for every process of one', async () => {
    await createVault('home-1').set('API_KEY', 'of one')
    await createVault('home-2').set('API_KEY', 'of two')
    expect([await createVault('home-1').get('API_KEY'), await createVault('home-2').get('API_KEY')]).toEqual(['of one', 'of two'])
    expect(await createVault('home-1').list()).toHaveLength(1)
  })
})

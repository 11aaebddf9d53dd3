import { describe, expect, it } from 'vitest'
import { isAlive, readIdentity, signalProcess } from './process-identity'

describe('a process that was written down', () => {
  it('is told from one that got its number since, and from one of an earlier boot', async () => {
    const identity = await readIdentity(process.pid)
    if (!identity) throw new Error('this process is not there')
    expect(await isAlive(identity)).toBe(true)
    expect(await isAlive({ ...identity, startTicks: `${identity.startTicks}1` })).toBe(false)
    expect(await isAlive({ ...identity, bootId: '00000000-0000-0000-0000-000000000000' })).toBe(false)
    expect([await isAlive(null), await readIdentity(2 ** 22 + 1)]).toEqual([false, null])
  })

  it('is not signalled when it is another one now', async () => {
    const identity = await readIdentity(process.pid)
    // It would end this very process.
    await signalProcess(identity && { ...identity, startTicks: `${identity.startTicks}1` }, 'SIGKILL')
    expect(await isAlive(identity)).toBe(true)
  })
})

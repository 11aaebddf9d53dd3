import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findObstacle, Microvm } from './microvm-lab'

const obstacle = findObstacle()

describe('a guest in a microVM', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let microvm: Microvm

  beforeAll(async () => {
    if (obstacle !== null) return
    microvm = await Microvm.create()
    await microvm.start()
  })
  afterAll(async () => await microvm?.dispose())

  it('runs', async () => {
    const session = await microvm.agent.run({ argv: ['uname', '-a'], environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, AbortSignal.timeout(10_000))
    let out = ''
    for await (const { data } of session.output) out += Buffer.from(data).toString()
    expect(out).toMatch(/^Linux box \d+\.\d+/)
    expect(await session.exited).toEqual({ exitCode: 0 })
  })
})

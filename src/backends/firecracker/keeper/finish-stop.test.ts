import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readIdentity } from '../state/process-identity'
import { initialState, SandboxFiles, type SandboxState } from '../state/sandbox-files'
import { finishStop } from './finish-stop'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'agentkernel-stop-'))))
afterEach(async () => await rm(folder, { recursive: true }))

const askedIn = async (state: Partial<SandboxState>, answer: () => Promise<void> = () => Promise.resolve()): Promise<number> => {
  const files = new SandboxFiles(folder)
  await files.writeState({ ...initialState, ...state })
  let asked = 0
  await finishStop(files, {
    shutdown: () => {
      asked += 1
      return answer()
    }
  })
  return asked
}

const dead = { processId: 1, startTicks: 'another', bootId: 'another' }

it('asks a sandbox to end whose stop was killed, whether it answers or not', async () => {
  expect(await askedIn({ phase: 'stopping', hand: dead })).toBe(1)
  expect(await askedIn({ phase: 'stopping', hand: dead }, () => Promise.reject(new Error('it is at it')))).toBe(1)
})

it('leaves one alone that runs, or that somebody stops', async () => {
  expect(await askedIn({ phase: 'running' })).toBe(0)
  expect(await askedIn({ phase: 'stopping', hand: await readIdentity(process.pid) })).toBe(0)
})

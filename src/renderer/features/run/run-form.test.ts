import { describe, expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings'
import { runInputSchema } from '#contract/run'
import { findRunProblem, runFormDefaults, toRunCommand, toRunInput } from './run-form'

const settings = settingsSchema.parse({})
const values = { ...runFormDefaults(settings), line: 'npm test' }
const folder = { handle: 'folder-1', path: '/home/mara/my project' }

describe('a quick run as a call and as a command', () => {
  it('says nothing that would be so anyway', () => {
    expect(toRunInput(values, settings)).toEqual({ command: ['npm', 'test'] })
    expect(toRunCommand(values, settings)).toBe('agentkernel run -- npm test')
  })

  it('says every choice the same in both', () => {
    const full = { ...values, image: 'node:22', backend: 'podman', folder, profile: 'restrictive', network: true, vcpus: 4, memoryMb: 2048, timeoutMinutes: 5 } as const
    expect(runInputSchema.parse(toRunInput(full, settings))).toEqual({
      command: ['npm', 'test'],
      image: 'node:22',
      backend: 'podman',
      directory: 'folder-1',
      profile: 'restrictive',
      network: true,
      vcpus: 4,
      memoryMb: 2048,
      timeoutMs: 300_000
    })
    expect(toRunCommand(full, settings)).toBe("agentkernel run --image node:22 --backend podman --profile restrictive --network --vcpus 4 --memory 2048 --timeout 5m --dir '/home/mara/my project' --workdir /workspace -- npm test")
  })

  it('names the secrets that the command gets, and never a value', () => {
    const granted = { ...values, secrets: ['API_TOKEN'] }
    expect(toRunCommand(granted, settings)).toBe('agentkernel run --secret API_TOKEN -- npm test')
    expect(toRunInput(granted, settings)).toMatchObject({ secrets: ['API_TOKEN'] })
  })

  it('shows the line that also keeps the sandbox', () => {
    expect(toRunCommand(values, settings, true)).toBe('agentkernel run --keep -- npm test')
  })

  it('shows the shell that a pipe needs', () => {
    expect(toRunCommand({ ...values, line: 'ls | wc -l' }, settings)).toBe("agentkernel run -- sh -c 'ls | wc -l'")
  })
})

describe('findRunProblem', () => {
  it('names what keeps it from running', () => {
    expect(findRunProblem({ ...values, line: ' ' })).toBe('empty')
    expect(findRunProblem({ ...values, line: 'echo "a' })).toBe('quote')
    expect(findRunProblem({ ...values, image: '--rm' })).toBe('image')
    expect(findRunProblem(values)).toBeNull()
  })
})

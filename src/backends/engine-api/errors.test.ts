import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { EngineProblem, toDetail, toEngineFailed, toUnreachable, withErrors } from './errors'

const info = { kind: 'docker', endpoint: 'unix:///run/x.sock' } as const

describe("an engine's words", () => {
  it.each([
    ['{"message":"No such image: x"}', 'No such image: x'],
    ['{"cause":"no such container","response":404}', 'no such container'],
    ['<html><style>a{}</style><h1>502 Bad\nGateway</h1></html>', '502 Bad Gateway'],
    ['page not found\n', 'page not found'],
    ['', '']
  ])('are read from %s', (body, detail) => expect(toDetail(body)).toBe(detail))

  it('are never longer than a sentence or two', () => expect(toDetail('x'.repeat(10_000)).length).toBeLessThanOrEqual(500))
})

describe('errors', () => {
  it('of the connection are unreachable, but for what the user may not do', () => {
    expect(toUnreachable(info, Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }))).toMatchObject({ code: 'BACKEND_UNREACHABLE', params: { backend: 'docker', endpoint: info.endpoint } })
    expect(toUnreachable(info, Object.assign(new Error('connect EACCES'), { code: 'EACCES' }))).toMatchObject({ code: 'PERMISSION_DENIED' })
    const known = new AppError('CANCELLED')
    expect(toUnreachable(info, known)).toBe(known)
  })

  it('of the engine are told in its words, a full disk as such', () => {
    expect(toEngineFailed(info, new EngineProblem(500, '{"message":"odd"}'))).toMatchObject({ code: 'ENGINE_FAILED', params: { detail: 'odd' } })
    expect(toEngineFailed(info, new EngineProblem(500, '{"message":"write: no space left on device"}'))).toMatchObject({ code: 'DISK_FULL' })
  })

  it('of one sandbox say when it is missing', async () => {
    await expect(withErrors(info, 'sb-1', () => Promise.reject(new EngineProblem(404, '')))).rejects.toMatchObject({ code: 'SANDBOX_MISSING', params: { name: 'sb-1' } })
    await expect(withErrors(info, 'sb-1', () => Promise.reject(new EngineProblem(409, 'x')), () => new AppError('SANDBOX_RUNNING'))).rejects.toMatchObject({ code: 'SANDBOX_RUNNING' })
  })
})

import { describe, expect, it } from 'vitest'
import { createdExec, execState } from './exec-answers'

describe('the answers of an exec', () => {
  it('are taken as engines give them, with what else they say left out', () => {
    expect(createdExec.parse({ Id: 'abc', Warnings: [] })).toEqual({ Id: 'abc' })
    expect(execState.parse({ ID: 'abc', Running: false, ExitCode: 137, Pid: 0 })).toEqual({ Running: false, ExitCode: 137 })
    expect(execState.parse({ Running: true, ExitCode: null })).toEqual({ Running: true, ExitCode: null })
    expect(execState.parse({})).toEqual({ Running: false, ExitCode: null })
  })

  it.each([[null], ['text'], [{}], [{ Id: '' }], [{ Id: 7 }]])('are refused when %j is no created exec', (answer) => {
    expect(() => createdExec.parse(answer)).toThrow(TypeError)
  })

  it.each([[null], [{ Running: 'yes' }], [{ ExitCode: '0' }]])('are refused when %j is no state', (answer) => {
    expect(() => execState.parse(answer)).toThrow(TypeError)
  })
})

import { describe, expect, it } from 'vitest'
import { dockerQuirks } from '../docker/quirks'
import { podmanQuirks } from '../podman/quirks'
import type { Quirks } from './quirks'
import { StartFailureGuard } from './exec-guard'

type Piece = readonly ['stdout' | 'stderr', string]

function pass(quirks: Quirks, pieces: readonly Piece[], exitCode: number) {
  const guard = new StartFailureGuard(quirks)
  const passed = pieces.flatMap(([stream, text]) => guard.take({ stream, data: Buffer.from(text) }, true))
  const exit = guard.toExit(exitCode)
  const text = [...passed, ...guard.release()].map(({ data }) => Buffer.from(data).toString()).join('')
  return { early: passed.length, exit, text }
}

const dockerMissing = 'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown\r\n'
const podmanMissing = 'Error: runc: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found\n'
const noise = 'Error: read unixpacket @->/proc/self/fd/13/attach: read: connection reset by peer\n'

describe('a command that cannot start', () => {
  it.each([
    ['Docker', dockerQuirks, [['stdout', dockerMissing]], 126],
    ['Podman', podmanQuirks, [['stderr', podmanMissing], ['stderr', noise]], 127]
  ] as const)('is told by its exit on %s, and nothing of it is output', (_, quirks, pieces, code) => {
    expect(pass(quirks, pieces, code)).toEqual({ early: 0, text: '', exit: { exitCode: 127, detail: 'exec: "nosuch": executable file not found in $PATH' } })
  })

  it('but is found is 126', () => {
    const text = 'OCI runtime exec failed: exec failed: unable to start container process: exec: "/etc/passwd": permission denied: unknown\r\n'
    expect(pass(dockerQuirks, [['stdout', text]], 126).exit).toEqual({ exitCode: 126, detail: 'exec: "/etc/passwd": permission denied' })
    const noDirectory = 'OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd ("/nosuch") set in config.json failed: no such file or directory: unknown'
    expect(pass(dockerQuirks, [['stdout', noDirectory]], 126).exit).toMatchObject({ exitCode: 126, because: { key: 'reasons.exec_no_directory', params: { directory: '/nosuch' } } })
  })

  it('because the sandbox stops ends like one that was killed with it', () => {
    expect(pass(dockerQuirks, [['stdout', 'OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown\r\n']], 126).exit).toEqual({ exitCode: 137 })
  })
})

describe('a program', () => {
  it('that speaks like an engine is heard in the end', () => {
    expect(pass(dockerQuirks, [['stdout', 'OCI runtime exec failed: said a log']], 0)).toEqual({ early: 0, text: 'OCI runtime exec failed: said a log', exit: { exitCode: 0 } })
  })

  it('is passed on at once when it speaks otherwise, also when it exits with 126', () => {
    expect(pass(podmanQuirks, [['stderr', 'Error: no such option\n']], 126)).toEqual({ early: 1, text: 'Error: no such option\n', exit: { exitCode: 126 } })
  })

  it('that says much is not held back', () => {
    expect(pass(dockerQuirks, [['stdout', `OCI runtime exec failed: ${'x'.repeat(10_000)}`]], 0).early).toBe(1)
  })

  it('keeps its own output when the engine adds a last word', () => {
    expect(pass(podmanQuirks, [['stdout', 'mine\n'], ['stderr', noise]], 0).text).toBe('mine\n')
    expect(pass(podmanQuirks, [['stderr', noise], ['stdout', 'mine\n']], 0).text).toBe(`${noise}mine\n`)
  })
})

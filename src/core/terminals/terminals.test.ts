import * as fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '#contract/errors'
import { follow, ScriptedSession, setUp, size } from './testing/scripted-terminals'

describe('opening', () => {
  test('asks for bash from inside /bin/sh, as a terminal of the given size', async () => {
    const { terminals, programs } = setUp()
    const view = await terminals.open({ sandbox: 'box', size })
    expect(view).toMatchObject({ sandboxId: 'id-of-box', size, hasEnded: false, exitCode: null, title: 'a title' })
    expect(programs).toMatchObject([{ sandbox: 'id-of-box', terminal: size, hasInput: true, environment: { TERM: 'xterm-256color' } }])
    expect(programs[0]?.argv.slice(0, 2)).toEqual(['/bin/sh', '-c'])
  })

  test('goes down the list of shells while they cannot be started', async () => {
    const sessions = [new ScriptedSession(), new ScriptedSession(), new ScriptedSession()]
    const { terminals, programs } = setUp(sessions)
    const { id } = await terminals.open({ sandbox: 'box', size })
    sessions[0]?.exit(127, 'no /bin/sh')
    sessions[1]?.exit(126, 'no bash')
    sessions[2]?.print('# ')
    const reader = follow(terminals.attach({ id }))
    await vi.waitFor(() => expect(reader.output()).toBe('# '))
    expect(programs.map(({ argv }) => argv[0])).toEqual(['/bin/sh', 'bash', '/busybox/sh'])
    await terminals.write({ id, data: 'ls\n' })
    expect(sessions[2]?.input).toEqual(['ls\n'])
  })

  test('does not take a shell that ended with 127 for one that could not be started', async () => {
    const { terminals, programs, session } = setUp([new ScriptedSession(), new ScriptedSession()])
    const { id } = await terminals.open({ sandbox: 'box', size })
    session.exit(127)
    await vi.waitFor(async () => expect(await terminals.list({})).toMatchObject([{ id, hasEnded: true, exitCode: 127 }]))
    expect(programs).toHaveLength(1)
  })

  test('runs a given command as it is and tells why it could not', async () => {
    const { terminals, programs, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size, command: ['htop', '-d', '5'] })
    session.exit(127, 'htop: not found')
    const reader = follow(terminals.attach({ id }))
    await reader.done
    expect(programs[0]?.argv).toEqual(['htop', '-d', '5'])
    expect(reader.seen.at(-1)).toEqual({ type: 'exited', exitCode: 127, reason: 'htop: not found' })
  })

  test('in a sandbox that does not run fails and leaves nothing', async () => {
    const { terminals, screens } = setUp([])
    await expect(terminals.open({ sandbox: 'box', size })).rejects.toMatchObject({ code: 'SANDBOX_NOT_RUNNING' })
    expect(await terminals.list({})).toEqual([])
    expect(screens.every(({ isDisposed }) => isDisposed)).toBe(true)
  })

  test('ends at 32, counting those on their way', async () => {
    const { terminals } = setUp(Array.from({ length: 40 }, () => new ScriptedSession()))
    const opened = await Promise.allSettled(Array.from({ length: 33 }, () => terminals.open({ sandbox: 'box', size })))
    expect(opened.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'TOO_MANY_TERMINALS', params: { limit: 32 } } }])
  })
})

describe('reading', () => {
  test('starts with the screen so far and goes on without a gap or a repetition, however often it is taken over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 5 }), fc.constantFrom('print', 'attach', 'pause')), { maxLength: 30 }), async (steps) => {
        const { terminals, session, close } = setUp([new ScriptedSession()])
        const { id } = await terminals.open({ sandbox: 'box', size })
        let reader = follow(terminals.attach({ id }))
        let printed = ''
        for (const [text, step] of steps) {
          if (step === 'attach') reader = follow(terminals.attach({ id }))
          else if (step === 'pause') await sleep(1)
          session.print(text)
          printed += text
        }
        session.exit(0)
        await reader.done
        expect(reader.output()).toBe(printed)
        expect(reader.seen.at(-1)).toEqual({ type: 'exited', exitCode: 0 })
        await close()
      }),
      { numRuns: 50 }
    )
  })

  test('joins characters that were cut between two pieces', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const reader = follow(terminals.attach({ id }))
    for (const byte of new TextEncoder().encode('é 🦀 文')) session.print(Uint8Array.of(byte))
    session.print(Uint8Array.of(0xf0, 0x9f))
    session.exit(0)
    await reader.done
    expect(reader.output()).toBe('é 🦀 文\uFFFD')
  })

  test('ends for the first reader when a second takes over', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const first = follow(terminals.attach({ id }))
    session.print('one')
    await vi.waitFor(() => expect(first.output()).toBe('one'))
    const second = follow(terminals.attach({ id }))
    await first.done
    session.print('two')
    await vi.waitFor(() => expect(second.output()).toBe('onetwo'))
    expect(first.output()).toBe('one')
  })

  test('that is aborted ends quietly and the program goes on', async () => {
    const { terminals, session, screens } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const stop = new AbortController()
    const reader = follow(terminals.attach({ id }, { signal: stop.signal }))
    await vi.waitFor(() => expect(reader.seen).toHaveLength(1))
    stop.abort()
    await reader.done
    session.print('still here')
    await vi.waitFor(() => expect(screens[0]?.text).toBe('still here'))
  })

  test('nobody: output is drained into the screen', async () => {
    const { terminals, session, screens } = setUp()
    await terminals.open({ sandbox: 'box', size })
    for (let count = 0; count < 100; count += 1) session.print('x'.repeat(10_000))
    await vi.waitFor(() => expect(screens[0]?.text.length).toBe(1_000_000))
  })

  test('slowly: the program is read only as fast, and is let go when the reader leaves', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const reader = terminals.attach({ id })[Symbol.asyncIterator]()
    await reader.next()
    for (let count = 0; count < 200; count += 1) session.print('x'.repeat(10_000))
    await sleep(50)
    expect(session.produced).toBeLessThan(600_000)
    await reader.next()
    await sleep(20)
    expect(session.produced).toBeGreaterThan(600_000)
    expect(session.produced).toBeLessThan(1_200_000)
    await reader.return?.()
    await vi.waitFor(() => expect(session.produced).toBe(2_000_000))
  })

  test('slowly: a second reader sets the program free at once', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const stuck = terminals.attach({ id })[Symbol.asyncIterator]()
    await stuck.next()
    for (let count = 0; count < 100; count += 1) session.print('x'.repeat(10_000))
    await sleep(30)
    const second = follow(terminals.attach({ id }))
    await vi.waitFor(() => expect(second.output().length).toBe(1_000_000))
  })

  test('an ended one gives its last screen and its end', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    session.print('bye')
    session.exit(3)
    await vi.waitFor(async () => expect(await terminals.list({})).toMatchObject([{ hasEnded: true, exitCode: 3 }]))
    const reader = follow(terminals.attach({ id }))
    await reader.done
    expect(reader.seen).toEqual([
      { type: 'restored', data: 'bye', size },
      { type: 'exited', exitCode: 3 }
    ])
  })

  test('tells a broken line from an exit', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const reader = follow(terminals.attach({ id }))
    session.fail(new AppError('BACKEND_UNREACHABLE', { backend: 'docker' }))
    await reader.done
    expect(reader.seen.at(-1)).toMatchObject({ type: 'exited', exitCode: null, error: { code: 'BACKEND_UNREACHABLE' } })
    expect(await terminals.list({})).toMatchObject([{ hasEnded: true, exitCode: null, error: { code: 'BACKEND_UNREACHABLE' } }])
  })
})

describe('writing', () => {
  test('reaches the program while its output is stuck behind a slow reader', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    await terminals.attach({ id })[Symbol.asyncIterator]().next()
    for (let count = 0; count < 100; count += 1) session.print('x'.repeat(10_000))
    await sleep(30)
    const started = performance.now()
    await terminals.write({ id, data: '\u0003' })
    expect(session.input).toEqual(['\u0003'])
    expect(performance.now() - started).toBeLessThan(50)
  })

  test('keeps its order', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    await Promise.all([...'echo hello'].map((data) => terminals.write({ id, data })))
    expect(session.input.join('')).toBe('echo hello')
  })

  test('to an ended or unknown one is refused', async () => {
    const { terminals, session } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    session.exit(0)
    await vi.waitFor(async () => expect(await terminals.list({})).toMatchObject([{ hasEnded: true }]))
    await expect(terminals.write({ id, data: 'x' })).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await expect(terminals.write({ id: 'nobody', data: 'x' })).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })
})

test('resizing tells screen and program once per size', async () => {
  const { terminals, session } = setUp()
  const { id } = await terminals.open({ sandbox: 'box', size })
  await terminals.resize({ id, size: { columns: 100, rows: 30 } })
  await terminals.resize({ id, size: { columns: 100, rows: 30 } })
  expect(session.sizes).toEqual([{ columns: 100, rows: 30 }])
  expect(await terminals.list({})).toMatchObject([{ size: { columns: 100, rows: 30 } }])
})

describe('closing', () => {
  test('ends program and reader, and forgets the screen', async () => {
    const { terminals, session, screens } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    const reader = follow(terminals.attach({ id }))
    await vi.waitFor(() => expect(reader.seen).toHaveLength(1))
    await terminals.close({ id })
    await reader.done
    expect(await terminals.list({})).toEqual([])
    await vi.waitFor(() => expect(screens[0]?.isDisposed).toBe(true))
    expect(session.kills).toBe(1)
  })

  test('in the middle of a flood that nobody reads works too', async () => {
    const { terminals, session, screens } = setUp()
    const { id } = await terminals.open({ sandbox: 'box', size })
    await terminals.attach({ id })[Symbol.asyncIterator]().next()
    for (let count = 0; count < 100; count += 1) session.print('x'.repeat(10_000))
    await sleep(20)
    await terminals.close({ id })
    await vi.waitFor(() => expect(screens[0]?.isDisposed).toBe(true))
  })

  test('the host ends all of them', async () => {
    const sessions = [new ScriptedSession(), new ScriptedSession()]
    const { terminals, close } = setUp(sessions)
    await terminals.open({ sandbox: 'a', size })
    await terminals.open({ sandbox: 'b', size })
    await close()
    expect(sessions.map(({ kills }) => kills)).toEqual([1, 1])
  })
})

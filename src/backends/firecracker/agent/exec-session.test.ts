import { afterEach, describe, expect, it } from 'vitest'
import type { ExecRequest, ExecSession } from '#core/ports'
import type { GuestAgent } from './agent-types'
import { createGuestAgent } from './guest-agent'
import { scriptAgent, type Script, type ScriptedAgent } from './testing/scripted-agent'
import { encodeTaken, windowBytes } from './window'

const request: ExecRequest = { argv: ['x'], environment: {}, workingDirectory: null, user: null, hasInput: true, terminal: null }
const never = new AbortController().signal
const agents: ScriptedAgent[] = []

afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.close()
})

describe('a command over the agent', () => {
  it.each<[string, Script]>([
    ['ends', async (guest) => guest.end()],
    ['breaks inside a frame', async (guest) => guest.end('O\0\0\0\u0009half')],
    ['turns into something else', async (guest) => guest.end('HTTP/1.1 400 Bad Request')],
    ['brings more output than was asked for', async (guest) => {
      for (let sent = 0; sent <= windowBytes; sent += 65_536) guest.send('O', Buffer.alloc(65_536))
    }]
  ])('has no exit code when its connection %s', async (_title, rest) => {
    const session = await start(async (guest) => {
      guest.send('B')
      await rest(guest)
    })
    await expect(session.exited).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    await expect(read(session)).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    await expect(session.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'SANDBOX_NOT_RUNNING' })
  })

  it('is not read faster than its output is, and its exit is known all the same', async () => {
    let sentBeforeTaken = 0
    let taken = 0
    const session = await start(async (guest) => {
      guest.send('B')
      for (; sentBeforeTaken < windowBytes; sentBeforeTaken += 65_536) guest.send('O', Buffer.alloc(65_536, 1))
      while (taken === 0) {
        const frame = await guest.next()
        if (frame.type === 'K') guest.send('C', 'c143\0')
        if (frame.type === 'A') taken = frame.payload.readUInt32BE()
      }
      guest.send('X', 'last words')
      guest.send('E')
    })
    await session.kill(0)
    expect(await session.exited).toEqual({ exitCode: 143 })
    expect(taken).toBe(0)
    const output = await read(session)
    expect(output.stdout).toHaveLength(windowBytes)
    expect(output.stderr).toBe('last words')
    expect(taken).toBeGreaterThan(0)
  })

  it('takes input no faster than the guest', async () => {
    let received = 0
    let take = (): void => {}
    const mayTake = new Promise<void>((resolve) => (take = resolve))
    const session = await start(async (guest) => {
      guest.send('B')
      for (let untold = 0; received < 2 * windowBytes; ) {
        const { payload } = await guest.next()
        received += payload.length
        untold += payload.length
        if (untold < windowBytes) continue
        await mayTake
        guest.send('A', encodeTaken(untold))
        untold = 0
      }
      guest.send('C', 'c0\0')
      guest.send('E')
    })
    const written = session.write(Buffer.alloc(2 * windowBytes))
    const first = await Promise.race([written.then(() => 'written'), new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])
    expect([first, received]).toEqual(['waits', windowBytes])
    take()
    await written
    expect(await session.exited).toEqual({ exitCode: 0 })
    expect(received).toBe(2 * windowBytes)
  })

  it('that cannot run exits and says why, without having begun', async () => {
    const session = await start(async (guest) => {
      guest.send('E')
      guest.send('C', 'c127\0mno such program\0')
    })
    expect(await session.exited).toEqual({ exitCode: 127, detail: 'no such program' })
    expect(await read(session)).toEqual({ stdout: '', stderr: '' })
  })

  it.each([
    ['state', 'SANDBOX_NOT_RUNNING'],
    ['failed', 'ENGINE_FAILED'],
    ['what is this', 'ENGINE_FAILED']
  ])('that the agent refuses with %s rejects with %s', async (fault, code) => {
    await expect(start(async (guest) => guest.send('F', `e${fault}\0mwords\0`))).rejects.toMatchObject({ code })
  })

  it('is given up at once when it is told to, but not once it runs', async () => {
    const controller = new AbortController()
    const reason = new Error('not wanted any more')
    const starting = start(async () => void setTimeout(() => controller.abort(reason), 20), controller.signal)
    await expect(starting).rejects.toBe(reason)

    const later = new AbortController()
    const session = await start(async (guest) => {
      guest.send('B')
      await guest.next()
      guest.send('C', 'c3\0')
      guest.send('E')
    }, later.signal)
    later.abort(reason)
    session.endInput()
    expect(await session.exited).toEqual({ exitCode: 3 })
  })
})

async function start(script: Script, signal = never): Promise<ExecSession> {
  return await (await agentOf(async (guest) => {
    await guest.next()
    await script(guest)
  })).run(request, signal)
}

async function agentOf(script: Script): Promise<GuestAgent> {
  const agent = await scriptAgent(script)
  agents.push(agent)
  return createGuestAgent(agent, { name: 'box', endpoint: 'here' })
}

async function read(session: ExecSession): Promise<{ stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' }
  for await (const { stream, data } of session.output) text[stream] += Buffer.from(data).toString('latin1')
  return text
}

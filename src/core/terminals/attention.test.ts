import { expect, test, vi } from 'vitest'
import { AppError } from '#contract/errors'
import { ScriptedSession, setUp, size } from './testing/scripted-terminals'

async function open(sessions: ScriptedSession[]) {
  const parts = setUp(sessions)
  for (const _session of sessions) await parts.terminals.open({ sandbox: 'box', size })
  const watch = async (inView: string[]) => {
    const stop = new AbortController()
    const seen: string[] = []
    void (async () => {
      for await (const list of parts.terminals.watch({ inView }, { signal: stop.signal })) seen.push(list.map(({ id, kind, text }) => [id, kind, text].join(' ').trim()).join(', '))
    })()
    await vi.waitFor(() => expect(seen).not.toEqual([]))
    return { seen, stop: () => stop.abort() }
  }
  return { ...parts, watch }
}

test('attention is asked for by a program until its terminal is in view', async () => {
  const { screens, watch } = await open([new ScriptedSession(), new ScriptedSession()])
  const { seen } = await watch([])
  screens[1]?.ask('may I?')
  await vi.waitFor(() => expect(seen).toEqual(['', 'terminal-2 waiting may I?']))
  const look = await watch(['terminal-2'])
  await vi.waitFor(() => expect(seen.at(-1)).toBe(''))
  screens[1]?.ask('again')
  screens[0]?.ask('')
  await vi.waitFor(() => expect(seen.at(-1)).toBe('terminal-1 waiting'))
  look.stop()
  await vi.waitFor(() => {
    screens[1]?.ask('and now')
    expect(seen.at(-1)).toBe('terminal-1 waiting, terminal-2 waiting and now')
  })
})

test('attention is drawn by a program that ended by itself, not by one that was closed or lost', async () => {
  const sessions = [new ScriptedSession(), new ScriptedSession(), new ScriptedSession()]
  const { terminals, screens, watch } = await open(sessions)
  const { seen } = await watch([])
  await terminals.close({ id: 'terminal-1' })
  sessions[1]?.fail(new AppError('BACKEND_UNREACHABLE', { backend: 'docker' }))
  sessions[2]?.exit(0)
  await vi.waitFor(() => expect(seen.at(-1)).toBe('terminal-3 finished'))
  screens[2]?.ask('too late')
  await terminals.close({ id: 'terminal-3' })
  await vi.waitFor(() => expect(seen.at(-1)).toBe(''))
  expect(seen.join()).not.toMatch(/terminal-[12]|too late/)
})

test('attention that is called for without end is told now and then', async () => {
  const { screens, watch } = await open([new ScriptedSession()])
  const { seen } = await watch([])
  for (let count = 0; count < 10_000; count += 1) screens[0]?.ask(`call ${count}`)
  await vi.waitFor(() => expect(seen.at(-1)).toBe('terminal-1 waiting call 9999'))
  expect(seen.length).toBeLessThan(5)
})

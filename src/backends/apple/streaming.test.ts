import { describe, expect, it } from 'vitest'
import { startStreaming } from './streaming'

const shell = async (script: string) => await startStreaming({ file: '/bin/sh', args: ['-c', script], environment: { PATH: process.env['PATH'] ?? '/bin:/usr/bin' } })

describe('a program that runs on', () => {
  it('tells its exit code when its streams are closed', async () => {
    const { stdout, ended } = await shell('echo word; exit 3')
    let text = ''
    for await (const data of stdout) text += String(data)
    expect([text, await ended]).toEqual(['word\n', 3])
  })

  it('is ended for good when it does not hear that it shall end', async () => {
    const { stdout, stderr, ended, kill } = await shell("trap '' TERM; echo deaf; while :; do sleep 0.1; done")
    stderr.resume()
    const hasBegun = new Promise((resolve) => stdout.once('data', resolve))
    await hasBegun
    kill('SIGTERM')
    expect(await ended).toBeNull()
  })

  it('is in a process group of its own, which the keys of our terminal do not reach', async () => {
    const { stdout, ended } = await shell('echo $$; ps -o pgid= -p $$')
    let text = ''
    for await (const data of stdout) text += String(data)
    await ended
    const [processId, group] = text.trim().split(/\s+/)
    expect(group).toBe(processId)
  })

  it('that is not there is an error', async () => {
    await expect(startStreaming({ file: '/no/such/program', args: [], environment: {} })).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

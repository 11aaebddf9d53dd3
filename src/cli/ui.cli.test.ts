import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home } from './testing/command'

describe('ui', () => {
  let home: Home
  beforeAll(async () => {
    home = await createHome()
  })
  afterAll(() => home.dispose())

  it('says in one sentence why no window can be opened', async () => {
    const { code, stdout, stderr } = await home.run(['ui'], { environment: { AGENTKERNEL_ELECTRON: '/nonexistent' } })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('the desktop application is not installed or not built here')
    const display = await home.run(['ui'], { environment: { AGENTKERNEL_ELECTRON: process.execPath } })
    expect(display.stderr).toContain('neither DISPLAY nor WAYLAND_DISPLAY is set')
  })

  it('starts nothing for a sandbox that is not there', async () => {
    const { code, stderr } = await home.run(['ui', 'nobody'], { environment: { AGENTKERNEL_ELECTRON: '/nonexistent' } })
    expect(code).toBe(1)
    expect(stderr).toContain('nobody')
    expect(stderr).not.toContain('window')
  })
})

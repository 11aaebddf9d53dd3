import { describe, expect, it } from 'vitest'
import { createScreenBuffer } from './screen-buffer'

describe('the screen kept on our side', () => {
  it('redraws what was shown, colours and cursor with it', async () => {
    const screen = await createScreenBuffer({ columns: 40, rows: 5 })
    await screen.write('first\r\n\u001b[31mred\u001b[0m 日本 🦊\r\n$ ')
    const copy = await createScreenBuffer({ columns: 40, rows: 5 })
    await copy.write(screen.serialize())
    expect(copy.serialize()).toBe(screen.serialize())
    expect(screen.serialize()).toContain('\u001b[31mred')
  })

  it('keeps scrollback up to its limit and not more', async () => {
    const screen = await createScreenBuffer({ columns: 20, rows: 5 })
    await screen.write(Array.from({ length: 8_000 }, (_, line) => `line ${line}\r\n`).join(''))
    const lines = screen.serialize().split('\r\n')
    expect(lines.length).toBeLessThanOrEqual(5_010)
    expect(lines).toContain('line 7999')
    expect(lines).not.toContain('line 100')
  })

  it('follows a new size', async () => {
    const screen = await createScreenBuffer({ columns: 10, rows: 5 })
    await screen.write('0123456789abcdef\r\n')
    screen.resize(20, 5)
    expect(screen.serialize()).toContain('0123456789abcdef')
  })

  it('takes bytes in pieces, also in the middle of a sequence', async () => {
    const screen = await createScreenBuffer({ columns: 20, rows: 3 })
    await screen.write('\u001b[3')
    await screen.write('2mgreen')
    expect(screen.serialize()).toBe('\u001b[32mgreen')
    screen.dispose()
  })

  it('tells a title that can be shown', async () => {
    const screen = await createScreenBuffer({ columns: 20, rows: 3 })
    await screen.write('\u001b]0;vim \u202efdp.exe\u0007')
    expect(screen.title).toBe('vim fdp.exe')
  })
})

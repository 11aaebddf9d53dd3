import { describe, expect, it } from 'vitest'
import { hasSeveralLines, toSafePaste } from './safe-paste'
import { parseTerminalLink } from './terminal-link'

describe('toSafePaste', () => {
  it('takes out escapes, so that a clipboard cannot end a bracketed paste', () => {
    expect(toSafePaste('echo hi\u001b[201~\nrm -rf ~\n')).toBe('echo hi[201~\nrm -rf ~\n')
  })

  it('keeps tabs, line breaks and every script', () => {
    expect(toSafePaste('a\tb\r\nñ 漢字 🦦')).toBe('a\tb\nñ 漢字 🦦')
  })

  it.each(['\u0003', '\u0004', '\u0015', '\u007f', '\u009b', '\r'])('takes out control character %j', (character) => {
    expect(toSafePaste(`x${character}y`)).toBe('xy')
  })
})

describe('hasSeveralLines', () => {
  it('counts a trailing line break, which runs the line', () => {
    expect(hasSeveralLines('ls\n')).toBe(true)
    expect(hasSeveralLines('ls')).toBe(false)
  })
})

describe('parseTerminalLink', () => {
  it('shows the real host of a link that looks like another', () => {
    expect(parseTerminalLink('https://github.com@evil.example/login')?.host).toBe('evil.example')
    expect(parseTerminalLink('https://gіthub.com/')?.host).toBe('xn--gthub-n2e.com')
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'vscode://x', 'data:text/html,x', 'not a link'])('refuses %s', (link) => {
    expect(parseTerminalLink(link)).toBeNull()
  })

  it('tells encrypted links from others', () => {
    expect(parseTerminalLink('http://localhost:3000')?.isSecure).toBe(false)
    expect(parseTerminalLink('https://example.com')?.isSecure).toBe(true)
  })
})

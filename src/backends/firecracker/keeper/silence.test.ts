import { describe, expect, it } from 'vitest'
import { defaultPatience, Silence, type Sign } from './silence'

const questionMs = defaultPatience.everyMs + defaultPatience.answerMs

/** Which of the signs, each so long after the one before, was one too many. */
function endsAt(...signs: readonly (readonly [sign: Sign, afterMs: number])[]): number {
  const silence = new Silence(defaultPatience, 0)
  let at = 0
  return signs.findIndex(([sign, afterMs]) => silence.note(sign, (at += afterMs)))
}
const silent = (times: number, afterMs = questionMs): (readonly [Sign, number])[] => Array.from({ length: times }, () => ['silent', afterMs] as const)

describe('the silence of a monitor', () => {
  it('is too long after five minutes without any answer, and not a question earlier', () => {
    expect(endsAt(...silent(20))).toBe(7)
    expect(endsAt(...silent(7))).toBe(-1)
  })

  it('is over with one answer, and with whatever excuses it', () => {
    expect(endsAt(...silent(7), ['answered', 100], ...silent(7))).toBe(-1)
    expect(endsAt(...silent(7), ['excused', questionMs], ...silent(7))).toBe(-1)
  })

  it('does not count the hours in which nobody asked', () => {
    expect(endsAt(['silent', 8 * 3_600_000], ...silent(6))).toBe(-1)
    expect(endsAt(...silent(3, 3_600_000))).toBe(-1)
  })

  it('counts what is refused at once as what is waited for in vain', () => {
    expect(endsAt(...silent(20, defaultPatience.everyMs))).toBe(9)
  })
})

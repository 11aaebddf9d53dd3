import { describe, expect, it } from 'vitest'
import { splitProgram } from './split-program'

const options = [
  { short: '-e', long: '--env', required: true },
  { short: '-t', long: '--tty', required: false },
  { long: '--timeout', required: true }
]
const split = (line: string, wordsBefore: number | null) => splitProgram(line.split(' '), options, wordsBefore)

describe('where the program begins', () => {
  it.each([
    ['web ls -l --env=x', { own: ['web'], program: ['ls', '-l', '--env=x'] }],
    ['-e A=1 web -e B=2 ls', { own: ['-e', 'A=1', 'web', '-e', 'B=2'], program: ['ls'] }],
    ['web --timeout 3s -t -- -e x', { own: ['web', '--timeout', '3s', '-t'], program: ['-e', 'x'] }],
    ['web --timeout=3s -te A=1 env', { own: ['web', '--timeout=3s', '-te', 'A=1'], program: ['env'] }],
    ['web -eA=1 env', { own: ['web', '-eA=1'], program: ['env'] }],
    ['web -- a -- b', { own: ['web'], program: ['a', '--', 'b'] }],
    ['web', { own: ['web'], program: [] }]
  ])('parts %j after the name of a sandbox', (line, expected) => {
    expect(split(line, 1)).toEqual(expected)
  })

  it('begins with the first word when there is no name before it', () => {
    expect(split('-e A=1 npm run --silent x', 0)).toEqual({ own: ['-e', 'A=1'], program: ['npm', 'run', '--silent', 'x'] })
  })

  it('begins only after -- where words of ours may follow', () => {
    expect(split('web other -t', null)).toEqual({ own: ['web', 'other', '-t'], program: [] })
    expect(split('web -- sh -t', null)).toEqual({ own: ['web'], program: ['sh', '-t'] })
  })
})

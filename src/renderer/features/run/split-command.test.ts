import { describe, expect, it } from 'vitest'
import { splitCommand } from './split-command'

const argv = (line: string) => splitCommand(line).argv

describe('splitCommand', () => {
  it('splits at blanks and keeps what is quoted or escaped together', () => {
    expect(argv('npm test')).toEqual(['npm', 'test'])
    expect(argv(`  node -e 'console.log("a b")'  `)).toEqual(['node', '-e', 'console.log("a b")'])
    expect(argv(String.raw`echo a\ b "c d" ''`)).toEqual(['echo', 'a b', 'c d', ''])
  })

  it('keeps a backslash between quotes as a shell does', () => {
    expect(argv(String.raw`python -c "print('a\nb')"`)).toEqual(['python', '-c', String.raw`print('a\nb')`])
    expect(argv(String.raw`echo "say \"\$x\"" 'a\nb'`)).toEqual(['echo', 'say "$x"', String.raw`a\nb`])
  })

  it('is empty when nothing was typed', () => {
    expect(argv('   ')).toEqual([])
  })

  it.each([
    ['ls | wc -l', '|'],
    ['npm ci && npm test', '&'],
    ['echo "$HOME"', '$'],
    ['ls *.ts', '*'],
    ['DEBUG=1 npm test', '=']
  ])('runs %s in a shell and says why', (line, character) => {
    expect(splitCommand(line)).toEqual({ argv: ['sh', '-c', line], needsShell: character, openQuote: null })
  })

  it('leaves what a shell would not touch to the program', () => {
    expect(splitCommand(`grep '$x|y' 'a*'`)).toEqual({ argv: ['grep', '$x|y', 'a*'], needsShell: null, openQuote: null })
  })

  it('tells of a quote that is still open', () => {
    expect(splitCommand('echo "a').openQuote).toBe('"')
    expect(splitCommand(`echo "it's"`).openQuote).toBeNull()
  })
})

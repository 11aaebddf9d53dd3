/** A word in pieces; names in `variable` are looked up when the command runs. */
export type Word = readonly ({ readonly text: string } | { readonly variable: string })[]
export interface Redirection {
  readonly from: 'stdin' | 'stdout' | 'stderr'
  readonly mode: 'write' | 'append' | 'read' | 'same'
  readonly target: Word
}
export interface Command {
  readonly words: readonly Word[]
  readonly redirections: readonly Redirection[]
}
export type Connector = ';' | '&&' | '||' | '&'
/** Commands joined by pipes, and what stands between this one and the next. */
export interface Step {
  readonly pipeline: readonly Command[]
  readonly connector: Connector
}

type Token = { readonly operator: string } | { readonly word: Word }

const operators = /^(?:&&|\|\||2>&1|[12]?>&2|2>>|2>|>>|;|&|\||>|<|\n)/

/** The part of the shell's language that tests use: quotes, variables, lists, pipes and redirections. */
export function parseShell(source: string): Step[] {
  const steps: Step[] = []
  let pipeline: Command[] = []
  let words: Word[] = []
  let redirections: Redirection[] = []
  const endCommand = (): void => {
    if (words.length + redirections.length > 0) pipeline.push({ words, redirections })
    words = []
    redirections = []
  }
  const endStep = (connector: Connector): void => {
    endCommand()
    if (pipeline.length > 0) steps.push({ pipeline, connector })
    pipeline = []
  }
  const tokens = tokenize(source)
  for (let token = tokens.shift(); token; token = tokens.shift()) {
    if ('word' in token) words.push(token.word)
    else if (token.operator === '|') endCommand()
    else if (token.operator === '\n') endStep(';')
    else if (isConnector(token.operator)) endStep(token.operator)
    else redirections.push(toRedirection(token.operator, tokens))
  }
  endStep(';')
  return steps
}

function isConnector(operator: string): operator is Connector {
  return [';', '&&', '||', '&'].includes(operator)
}

function toRedirection(operator: string, tokens: Token[]): Redirection {
  if (operator === '2>&1') return { from: 'stderr', mode: 'same', target: [] }
  if (operator.endsWith('>&2')) return { from: 'stdout', mode: 'same', target: [] }
  const next = tokens.shift()
  if (!next || !('word' in next)) throw new Error(`syntax error: ${operator} needs a file`)
  if (operator === '<') return { from: 'stdin', mode: 'read', target: next.word }
  return { from: operator.startsWith('2') ? 'stderr' : 'stdout', mode: operator.endsWith('>>') ? 'append' : 'write', target: next.word }
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let rest = source
  while (rest !== '') {
    const blank = /^(?:[ \t]+|#[^\n]*)/.exec(rest)?.[0] ?? ''
    const operator = blank === '' ? operators.exec(rest)?.[0] : undefined
    if (blank !== '') rest = rest.slice(blank.length)
    else if (operator !== undefined) {
      tokens.push({ operator })
      rest = rest.slice(operator.length)
    } else {
      const { word, length } = readWord(rest)
      tokens.push({ word })
      rest = rest.slice(length)
    }
  }
  return tokens
}

function readWord(source: string): { word: Word; length: number } {
  const word: ({ text: string } | { variable: string })[] = []
  let at = 0
  while (at < source.length && !/[\s;&|<>]/.test(source.charAt(at))) {
    const rest = source.slice(at)
    const piece = /^'([^']*)'/.exec(rest) ?? /^"((?:[^"\\]|\\.)*)"/s.exec(rest) ?? /^\\(.)/s.exec(rest) ?? /^[^\s;&|<>'"\\]+/.exec(rest)
    if (!piece) throw new Error('syntax error: unterminated quoted string')
    const isLiteral = rest.startsWith("'") || rest.startsWith('\\')
    const text = piece[1] ?? piece[0]
    word.push(...(isLiteral ? [{ text }] : splitVariables(rest.startsWith('"') ? text.replaceAll(/\\(["\\$])/g, '$1') : text)))
    at += piece[0].length
  }
  return { word, length: at }
}

function splitVariables(text: string): ({ text: string } | { variable: string })[] {
  return text.split(/(\$\{?(?:[A-Za-z_]\w*|[?$!])\}?)/).map((part, index) => (index % 2 === 1 ? { variable: part.replaceAll(/[${}]/g, '') || '$' } : { text: part }))
}

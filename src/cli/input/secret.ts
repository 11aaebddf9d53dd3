import { AppError } from '#contract/errors'
import { maxSecretLength } from '#contract/secret'
import type { Context } from '../context'
import { UsageError } from '../usage-error'

/** UTF-8 takes at most three bytes for each unit of UTF-16; and a line break that is cut. */
const maxBytes = maxSecretLength * 3 + 2

/** A value asked for without showing it, or what comes on standard input less the line break at its end. */
export async function readSecret(context: Context, name: string): Promise<string> {
  if (!context.isInputTerminal) return toText(await readAll(context.process.stdin))
  if (!context.canAsk) throw new UsageError('secret_no_value', { name })
  const { password, isCancel } = await import('@clack/prompts')
  const answer = await password({ message: await context.say('secret.ask', { name }), output: context.process.stderr, signal: context.signal })
  if (isCancel(answer)) throw new AppError('CANCELLED', { what: 'question' })
  return answer
}

async function readAll(input: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of input) {
    const taken = Buffer.from(piece as Uint8Array)
    bytes += taken.length
    if (bytes > maxBytes) throw new AppError('INVALID_INPUT', { field: 'value' }, { because: { key: 'problems.secret.too_long' } })
    pieces.push(taken)
  }
  return Buffer.concat(pieces)
}

function toText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch {
    throw new UsageError('secret_not_text')
  }
}

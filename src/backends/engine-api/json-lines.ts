import type { Readable } from 'node:stream'

/** A line longer than this is not one of an engine's messages. */
const maxLineLength = 1024 * 1024

/**
 * Objects from a stream that carries one per line. Chunks end anywhere: inside a line, or inside a
 * character. What is no JSON is skipped: Docker pads with empty lines.
 */
export async function* readJsonLines(stream: Readable): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield* parseLine(line)
    if (rest.length > maxLineLength) throw new Error('a message of the engine has no end')
  }
  yield* parseLine(rest)
}

function* parseLine(line: string): Generator<unknown> {
  if (line.trim() === '') return
  try {
    yield JSON.parse(line)
  } catch {
    // Not a message.
  }
}

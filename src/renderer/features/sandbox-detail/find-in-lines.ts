import type { ShownLine } from './log-lines'

/** Indexes of the lines that hold the text, whatever its capitals. */
export function findInLines(lines: readonly ShownLine[], wanted: string): number[] {
  if (wanted === '') return []
  const lower = wanted.toLowerCase()
  return lines.flatMap((line, index) => (line.text.toLowerCase().includes(lower) ? [index] : []))
}

/** The line cut where the text is found: every second part is a match. */
export function splitMatches(text: string, wanted: string): string[] {
  if (wanted === '') return [text]
  const [lowerText, lowerWanted] = [text.toLowerCase(), wanted.toLowerCase()]
  // A few letters change their length with their case; then nothing is marked rather than the wrong part.
  if (lowerText.length !== text.length) return [text]
  const parts: string[] = []
  let from = 0
  for (let at = lowerText.indexOf(lowerWanted); at >= 0; at = lowerText.indexOf(lowerWanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length))
    from = at + wanted.length
  }
  return [...parts, text.slice(from)]
}

export interface DiffLine {
  readonly kind: 'place' | 'added' | 'removed' | 'same' | 'note'
  readonly text: string
}

const kinds: Readonly<Record<string, DiffLine['kind']>> = { '@': 'place', '+': 'added', '-': 'removed', ' ': 'same', '\\': 'note' }

/** The hunks of a unified diff, line by line; empty where it has none. What would turn or hide text is made visible. */
export function toDiffLines(diff: string): DiffLine[] {
  const lines = diff.split('\n')
  const first = lines.findIndex((line) => line.startsWith('@@'))
  if (first < 0) return []
  return lines.slice(first, diff.endsWith('\n') ? -1 : undefined).map((line) => ({ kind: kinds[line[0] ?? ' '] ?? 'same', text: toVisible(line) }))
}

// oxlint-disable-next-line no-control-regex -- control characters are what is made visible
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

function toVisible(line: string): string {
  return line.replaceAll(unseen, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
}

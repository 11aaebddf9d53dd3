const alphabets = [
  'abc', 'ABC', '019', 'a-', 'a_', 'A9-z_', 'äöü', 'ñç', '日本', 'שלום', 'مرحبا', '🦊', 'e\u0301', '\u202eabc', '\u200b', '.', ' ', '/', '\\', ':', '$', '%', '"', "'", '`', '\n', '\0', '*', '@', '='
]
const shapes: readonly ((part: string) => string)[] = [
  (part) => part,
  (part) => `a${part}b`,
  (part) => `-${part}`,
  (part) => `${part}9`,
  (part) => `${part}${part}x`,
  (part) => part.repeat(64).slice(0, 63)
]
const edges = ['', 'a', 'Z', '0', '-', '_', '--help', 'a--b', 'a__b', 'a-_b', 'a-', '_a', 'n'.repeat(63), 'n'.repeat(64), `x${'-y'.repeat(31)}`, `0${'_1'.repeat(31)}`, 'agentkernel', 'default', 'localhost', 'none']

/** 200 names that people type by accident or on purpose: what the name rules let through must work on every engine. */
export function oddNames(): string[] {
  const combined = alphabets.flatMap((part) => shapes.map((shape) => shape(part)))
  const plain = Array.from({ length: 30 }, (_, index) => `Box-${index}_${'q'.repeat(2 * index)}z`.slice(0, 63))
  return [...new Set([...edges, ...plain, ...combined])].slice(0, 200)
}

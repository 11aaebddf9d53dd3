const manners = ['brave', 'bright', 'calm', 'clever', 'crisp', 'eager', 'gentle', 'keen', 'kind', 'lively', 'mellow', 'nimble', 'patient', 'plucky', 'quick', 'quiet', 'ready', 'sharp', 'steady', 'sunny', 'swift', 'tidy', 'warm', 'wise']
const things = ['acorn', 'almond', 'badger', 'beacon', 'cedar', 'chestnut', 'comet', 'falcon', 'fern', 'harbor', 'hazel', 'heron', 'lantern', 'lynx', 'maple', 'meadow', 'otter', 'pecan', 'pine', 'raven', 'sparrow', 'summit', 'walnut', 'willow']

const tries = 40

/** A name of two words that nobody has yet; `random` answers as Math.random does. */
export function suggestName(taken: ReadonlySet<string>, random: () => number = Math.random): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? words[0] ?? ''
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const name = `${pick(manners)}-${pick(things)}`
    if (!taken.has(name)) return name
  }
  const stem = `${pick(manners)}-${pick(things)}`
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`
}

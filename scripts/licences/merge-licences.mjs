// @ts-check

/**
 * @typedef {{ name: string, version: string, identifier?: string, text?: string }} Licence as the bundler tells it
 *
 * One list of several, by name, each package in each version once. What came without a text says what it names as its licence.
 * @param {readonly (readonly Licence[])[]} lists
 * @param {(name: string) => string | undefined} homepageOf
 * @returns {Required<Licence>[]}
 */
export function mergeLicences(lists, homepageOf) {
  const found = new Map(lists.flat().map((licence) => [`${licence.name} ${licence.version}`, licence]))
  const sorted = [...found.values()].toSorted((one, other) => (`${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1))
  return sorted.map(({ name, version, identifier, text }) => {
    if (identifier === undefined && text === undefined) throw new Error(`${name} ${version} names no licence: it cannot be given to people`)
    return { name, version, identifier: identifier ?? '', text: text ?? sayWhere(`${name} ${version} names ${identifier} as its licence and comes without its text.`, homepageOf(name)) }
  })
}

/** @param {string} sentence @param {string | undefined} homepage */
function sayWhere(sentence, homepage) {
  return homepage === undefined ? sentence : `${sentence}\n${homepage}`
}

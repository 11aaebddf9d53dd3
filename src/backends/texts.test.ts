import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import reasons from '../locales/en/reasons.json'
import remedies from '../locales/en/remedies.json'

const failureKinds = ['absent', 'denied', 'refused', 'silent', 'not_a_socket', 'status', 'other', 'failed']
const flavours = ['docker', 'podman', 'other']
const listRefusals = ['last', 'no_list', 'no_network']
const hostNotes = ['flaws', 'smt', 'swap', 'merging']

/** Keys that are put together at run time. */
const composed = [
  ...failureKinds.flatMap((kind) => [`reasons.attempt_${kind}`, `reasons.place_${kind}`]),
  ...flavours.flatMap((flavour) => [`reasons.answered_by_${flavour}`, `reasons.place_answered_by_${flavour}`]),
  ...hostNotes.map((note) => `remedies.host_${note}`),
  ...listRefusals.map((why) => `remedies.allow_${why}`)
]

/** Keys as they stand in the sources that ship. */
async function writtenKeys(): Promise<string[]> {
  const directory = join(import.meta.dirname, '..')
  const names = await readdir(directory, { recursive: true })
  const sources = names.filter((name) => name.endsWith('.ts') && !/\.test\.ts$|(^|\/)(testing|fake|conformance)\//.test(name))
  const texts = await Promise.all(sources.map((name) => readFile(join(directory, name), 'utf8')))
  return texts.flatMap((text) => [...text.matchAll(/'((?:reasons|remedies)\.\w+)'/g)].map(([, key]) => String(key)))
}

describe('the texts of the backends', () => {
  it('are all there, and none is left over', async () => {
    const used = new Set([...composed, ...(await writtenKeys())])
    const there = [...Object.keys(reasons).map((key) => `reasons.${key}`), ...Object.keys(remedies).map((key) => `remedies.${key}`)]
    expect(there.toSorted()).toEqual([...used].toSorted())
  })
})

import { expect, it } from 'vitest'
import type { Consent } from '#contract/project'
import { agree, type Asked } from './consent'
import type { Context } from './context'

const wishes = [{ key: 'project.consent.mount' }]
const asked: Asked = { folder: '/home/ann/shop', subject: 'file', digest: 'a'.repeat(64) }

/** A command without a terminal, in whose home these were agreed to. */
function createContext(kept: readonly Asked[]) {
  const notes: string[] = []
  const consents: Consent[] = kept.map((each) => ({ ...each, agreedAt: '2026-01-31T10:00:00.000Z' }))
  const context = { canAsk: false, say: async () => 'a wish', note: async (key: string) => void notes.push(key), app: async () => ({ project: { consents: async () => consents } }) }
  return { context: context as unknown as Context, notes }
}

it('asks nothing where just this was agreed to before, and says so', async () => {
  const { context, notes } = createContext([asked])
  expect(await agree(context, wishes, { yes: false, isExplicit: false, asked })).toBe(true)
  expect(notes).toEqual(['consent.kept'])
})

it.each([
  ['another content', { ...asked, digest: 'b'.repeat(64) }],
  ['another folder', { ...asked, folder: '/home/ann/other' }],
  ['building an image', { ...asked, subject: 'build' as const }]
])('does without what was not agreed to: only %s was', async (_what, kept) => {
  const { context, notes } = createContext([kept])
  expect(await agree(context, wishes, { yes: false, isExplicit: false, asked })).toBe(false)
  expect(notes).toEqual(['consent.skipped'])
  await expect(agree(context, wishes, { yes: false, isExplicit: true, asked })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
})

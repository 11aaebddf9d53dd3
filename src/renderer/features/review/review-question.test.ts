import { expect, it } from 'vitest'
import type { ReviewedFile } from '#contract/review'
import { findDoubts } from './review-question'
import { toUnfinished } from './unfinished'

const file = (path: string, ...flags: ReviewedFile['flags']): ReviewedFile => ({ path, flags, kind: 'modified', digest: 'a', hostDigest: 'b', isExecutable: false, isText: true, sizeBytes: 1 })

it('asks about what changed on both sides by itself, and then about all else that is flagged', () => {
  const told = (...files: ReviewedFile[]) => findDoubts(files).map(({ doubt, files: about }) => [doubt, ...about.map(({ path }) => path)])
  expect(told(file('plain'), file('both', 'conflict'), file('hook', 'git'), file('both-hook', 'git', 'conflict'))).toEqual([['conflict', 'both', 'both-hook'], ['flagged', 'hook', 'both-hook']])
  expect(told(file('plain'))).toEqual([])
})

it('tells of bringing back that ended early what is there and what is not', () => {
  const files = ['a', 'b', 'c', 'd'].map((path) => ({ path }))
  const error = { code: 'FILE_CHANGED', params: { path: 'b' }, remedies: [] } as const
  expect(toUnfinished(files, { applied: 1, kept: '/kept', failed: { ...error, remedies: [] } })).toEqual({ done: ['a'], failed: 'b', error, notTried: ['c', 'd'], kept: '/kept' })
  expect(toUnfinished(files, { applied: 4, kept: null })).toBeNull()
})

import { expect, test } from 'vitest'
import { z } from 'zod'
import { toProblem } from './invalid-input'

const schema = z.object({ isOn: z.boolean(), size: z.int(), theme: z.enum(['light', 'dark']) })

test.each([
  ['isOn', 'maybe', { key: 'problems.not_one_of', params: { values: 'true, false' } }],
  ['size', 'large', { key: 'problems.not_a_number' }],
  ['theme', 'loud', { key: 'problems.not_one_of', params: { values: 'light, dark' } }]
] as const)('what is wrong with %s %j is said by what was expected', (field, value, problem) => {
  const [issue] = schema.safeParse({ isOn: true, size: 1, theme: 'dark', [field]: value }).error?.issues ?? []
  expect(issue && toProblem(issue)).toEqual(problem)
})

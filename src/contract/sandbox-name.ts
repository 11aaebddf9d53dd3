import { z } from 'zod'

/** Longest allowed sandbox name, in characters; also the limit of a host name label (RFC 1123). */
export const maxNameLength = 63

/** Why a name is refused, as the locale key `names.KEY`; null for a good name. The rules are the upstream tool's own. */
export function findNameProblem(name: string): { key: NameProblem; character?: string } | null {
  if (name.length === 0) return { key: 'empty' }
  if (name.length > maxNameLength) return { key: 'too_long' }
  if (!/^[A-Za-z0-9]/.test(name)) return { key: 'bad_start' }
  const invalid = [...name].find((character) => !/[A-Za-z0-9_-]/.test(character))
  if (invalid !== undefined) return { key: 'bad_character', character: invalid }
  if (!/[A-Za-z0-9]$/.test(name)) return { key: 'bad_end' }
  if (/[-_]{2}/.test(name)) return { key: 'consecutive' }
  return null
}

export type NameProblem = 'empty' | 'too_long' | 'bad_start' | 'bad_end' | 'bad_character' | 'consecutive'

export const sandboxNameSchema = z.string().superRefine((name, context) => {
  const problem = findNameProblem(name)
  if (problem) context.addIssue({ code: 'custom', message: `names.${problem.key}`, params: { character: problem.character ?? '' } })
})

import type { z } from 'zod'
import { AppError } from './errors'
import { nothingSchema } from './reference'
import type { Params, Text } from './text'

/**
 * The first problem of a failed parse as INVALID_INPUT. Messages of our own schemas are keys below
 * the locale namespace `problems`; zod's own checks get a key by their code.
 */
export function toInvalidInput(error: z.ZodError): AppError {
  const [issue] = error.issues
  if (!issue) return new AppError('INVALID_INPUT', { field: 'input' }, { cause: error })
  return new AppError('INVALID_INPUT', { field: issue.path.join('.') || 'input' }, { because: toProblem(issue), cause: error })
}

/** The sentence of one issue, for hosts that show problems beside their fields. */
export function toProblem(issue: z.core.$ZodIssue): Text {
  if (/^[a-z]+\.[a-z_]+$/.test(issue.message)) return { key: `problems.${issue.message}`, params: customParams(issue) }
  switch (issue.code) {
    case 'too_small':
      return { key: 'problems.too_small', params: { minimum: String(issue.minimum) } }
    case 'too_big':
      return { key: 'problems.too_big', params: { maximum: String(issue.maximum) } }
    case 'invalid_type':
      // "boolean" and "int" are words of programmers.
      if (issue.expected === 'boolean') return toOneOf(['true', 'false'])
      if (issue.expected === 'number' || issue.expected === 'int') return { key: `problems.not_a_${issue.expected}` }
      return { key: 'problems.wrong_type', params: { expected: issue.expected } }
    case 'invalid_value':
      return toOneOf(issue.values.map(String))
    case 'unrecognized_keys':
      return { key: 'problems.unknown_field', params: { fields: issue.keys.join(', ') } }
    default:
      return { key: 'problems.invalid', params: { detail: issue.message } }
  }
}

function toOneOf(values: readonly string[]): Text {
  return { key: 'problems.not_one_of', params: { values: values.join(', ') } }
}

function customParams(issue: z.core.$ZodIssue): Params {
  if (issue.code !== 'custom' || !issue.params) return {}
  return Object.fromEntries(Object.entries(issue.params).map(([key, value]) => [key, String(value)]))
}

function isNothing(schema: z.ZodType, input: unknown): boolean {
  return schema === nothingSchema && typeof input === 'object' && input !== null && Object.getPrototypeOf(input) === Object.prototype && Reflect.ownKeys(input).length === 0
}

/** Parses untrusted input; throws INVALID_INPUT. That nothing is nothing is seen without the library of schemas, which `agentkernel list` does not load. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  if (isNothing(schema, input)) return {} as z.output<S>
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw toInvalidInput(result.error)
}

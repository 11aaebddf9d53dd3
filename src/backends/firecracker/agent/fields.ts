import { FrameError } from './frame'

/** A tag and its value. Values hold no NUL. */
export type Field = readonly [tag: string, value: string | number]

export const protocolVersion = 1

/** Fields as a payload. */
export function encodeFields(fields: readonly Field[]): Buffer {
  for (const [tag, value] of fields) {
    if (tag.length !== 1) throw new FrameError(`a field's tag is one letter, not ${tag}`)
    if (String(value).includes('\0')) throw new FrameError(`the field ${tag} holds a NUL byte`)
  }
  return Buffer.from(fields.map(([tag, value]) => `${tag}${value}\0`).join(''), 'utf8')
}

/** The last value of every tag. Throws FrameError on what are no fields. */
export function parseFields(payload: Buffer): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  if (payload.length === 0) return fields
  const text = payload.toString('utf8')
  if (!text.endsWith('\0')) throw new FrameError('the guest sent fields that do not end')
  for (const field of text.slice(0, -1).split('\0')) {
    if (field === '') throw new FrameError('the guest sent a field without a tag')
    fields.set(field.charAt(0), field.slice(1))
  }
  return fields
}

/** A whole number that is not negative; null when absent or anything else. */
export function toCount(value: string | undefined): number | null {
  if (value === undefined || !/^\d{1,15}$/.test(value)) return null
  return Number(value)
}

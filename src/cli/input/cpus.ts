import { limits } from '#contract/spec'
import { UsageError } from '../usage-error'

export function parseVcpus(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= limits.vcpus.min && value <= limits.vcpus.max) return value
  throw new UsageError('vcpus', { text, min: limits.vcpus.min, max: limits.vcpus.max })
}

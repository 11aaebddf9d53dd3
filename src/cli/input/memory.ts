import { limits } from '#contract/spec'
import { UsageError } from '../usage-error'

const megabytes = { '': 1, m: 1, g: 1024, t: 1_048_576 } as const

/** `512`, `512m`, `1.5g`, `2GiB` as MB (2^20 bytes). */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([mgt]?)(?:i?b)?$/i.exec(text.trim())
  const unit = match?.[2]?.toLowerCase()
  if (!match || (unit !== '' && unit !== 'm' && unit !== 'g' && unit !== 't')) throw new UsageError('memory', { text })
  const value = Math.round(Number(match[1]) * megabytes[unit])
  if (value < limits.memoryMb.min || value > limits.memoryMb.max) throw new UsageError('memory_range', { text, min: limits.memoryMb.min, max: limits.memoryMb.max })
  return value
}

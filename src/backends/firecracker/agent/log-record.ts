import { AgentProblem } from './agent-problem'
import type { GuestLogRecord } from './agent-types'
import { maxFrameBytes } from './frame'

const headerBytes = 13

/** Null when it is not whole yet. */
export function parseRecord(bytes: Buffer): GuestLogRecord | null {
  if (bytes.length < headerBytes) return null
  const stream = bytes.readUInt8(0) === 'X'.charCodeAt(0) ? 'stderr' : 'stdout'
  const length = bytes.readUInt32BE(9)
  if (length > maxFrameBytes) throw new AgentProblem('malformed', 'the guest sent a log that is none')
  if (bytes.length < headerBytes + length) return null
  return { stream, at: Number(bytes.readBigUInt64BE(1)), data: bytes.subarray(headerBytes, headerBytes + length) }
}

export function encodeRecord({ stream, at, data }: GuestLogRecord): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.write(stream === 'stderr' ? 'X' : 'O', 'latin1')
  header.writeBigUInt64BE(BigInt(at), 1)
  header.writeUInt32BE(data.byteLength, 9)
  return Buffer.concat([header, data])
}

export function recordBytes({ data }: GuestLogRecord): number {
  return headerBytes + data.byteLength
}

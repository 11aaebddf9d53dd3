import { AppError } from '#contract/errors'

/** Bounds of what an image may be: far above any that people use, far below what would hurt the machine. */
export interface ImageLimits {
  readonly layers: number
  readonly entries: number
  readonly depth: number
  /** Of a whole path, in bytes. */
  readonly pathBytes: number
  /** Of all layers, unpacked. */
  readonly totalBytes: number
  /** How many times larger than packed a layer may be, once it is larger than `ratioFromBytes`. */
  readonly ratio: number
  readonly ratioFromBytes: number
  /** Of one record of names and attributes in an archive. */
  readonly recordBytes: number
}

export const defaultLimits: ImageLimits = {
  layers: 256,
  entries: 2_000_000,
  depth: 128,
  pathBytes: 4_096,
  totalBytes: 64 * 2 ** 30,
  ratio: 200,
  ratioFromBytes: 256 * 2 ** 20,
  recordBytes: 2 ** 20
}

/** An image or archive is not taken. `name` is a byte string or text; it is shown quoted. */
export function refuse(name: string, problem: string): never {
  throw new AppError('ARCHIVE_REFUSED', { detail: `${JSON.stringify(Buffer.from(name, 'latin1').toString('utf8').slice(0, 200))} ${problem}.` })
}

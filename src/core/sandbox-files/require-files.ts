import { AppError } from '#contract/errors'
import type { Engine } from '../ports/engine'
import type { FilePower } from '../ports/engine-powers'

/** The engine's power over files. Rejects with NOT_SUPPORTED where it has none. */
export function requireFiles(engine: Engine): FilePower {
  if (engine.files) return engine.files
  throw new AppError('NOT_SUPPORTED', { backend: engine.info.kind, feature: 'files' })
}

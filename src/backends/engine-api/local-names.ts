import { isImageId, qualifyReference, withTag } from '../registry/image-reference'
import type { Quirks } from './quirks'

/**
 * Names under which an engine may hold the image, the one that is meant first. Podman keeps what was
 * built or imported here under `localhost/`.
 */
export function toLocalNames(reference: string, quirks: Quirks): readonly string[] {
  if (quirks.imageNames === 'as-given' || isImageId(reference)) return [reference]
  const qualified = qualifyReference(reference)
  return reference.startsWith('localhost/') || qualified === withTag(reference) ? [qualified] : [qualified, `localhost/${withTag(reference)}`]
}

import type { ImageLabels, ImageOrigin } from '#contract/image-origin'
import type { EngineObject } from './ports/engine-object'
import type { EngineImage } from './ports/engine-powers'

const maxLength = 200
const maxDigests = 8
/** An image may say that it is of the year 275760, which no record can hold. */
const isDate = /^\d{4}-/

/** Where what was made came from; nothing where the engine does not tell. Of an image that was not the one that was looked at only the id is known. */
export function toImageOrigin(image: EngineImage | undefined, { imageId = image?.id }: Pick<EngineObject, 'imageId'>): ImageOrigin | undefined {
  if (imageId === undefined) return undefined
  if (image?.id !== imageId) return { id: imageId, repoDigests: [], labels: {} }
  const { id, createdAt, repoDigests = [], labels = {} } = image
  return { id, repoDigests: repoDigests.slice(0, maxDigests), ...(createdAt !== undefined && isDate.test(createdAt) && { builtAt: createdAt }), labels: toImageLabels(labels) }
}

/** The labels that tell where an image comes from. Anybody can write anything into them. */
export function toImageLabels(labels: Readonly<Record<string, string>>): ImageLabels {
  const names = ['source', 'version', 'revision', 'vendor', 'licenses'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = toLine(labels[`org.opencontainers.image.${name}`] ?? '')
      return text === '' ? [] : [[name, text]]
    })
  )
}

/** Without what moves a cursor or turns the direction of writing. */
function toLine(text: string): string {
  return text.slice(0, maxLength * 2).replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim().slice(0, maxLength)
}

import { describe, expect, it } from 'vitest'
import { toImageLabels, toImageOrigin } from './image-origin'

const image = {
  id: 'sha256:one', references: ['app:1'], sizeBytes: 1, createdAt: '2026-01-01T00:00:00.000Z',
  repoDigests: ['app@sha256:two'], labels: { 'org.opencontainers.image.version': '1.2', maintainer: 'somebody' }
}

describe('the image that a sandbox is made of', () => {
  it('is told with its digests, its age and what it says of itself', () => {
    const origin = { id: 'sha256:one', repoDigests: ['app@sha256:two'], builtAt: image.createdAt, labels: { version: '1.2' } }
    expect(toImageOrigin(image, { imageId: 'sha256:one' })).toEqual(origin)
    expect(toImageOrigin(image, {})).toEqual(origin)
  })

  it('is the one that the engine took, though its name meant another a moment before', () => {
    expect(toImageOrigin(image, { imageId: 'sha256:other' })).toEqual({ id: 'sha256:other', repoDigests: [], labels: {} })
  })

  it('has no age when it says one that no calendar has', () => {
    expect(toImageOrigin({ ...image, createdAt: '+275760-09-13T00:00:00.000Z' }, {})).not.toHaveProperty('builtAt')
  })

  it('is unknown where the engine does not tell', () => {
    expect(toImageOrigin(undefined, {})).toBeUndefined()
  })
})

describe('labels of an image', () => {
  it('become one short line each, whatever is in them', () => {
    const labels = toImageLabels({
      'org.opencontainers.image.vendor': '\u001b[31mred\u202e\nline', 'org.opencontainers.image.source': 'x'.repeat(5_000), 'org.opencontainers.image.version': ' \n '
    })
    expect(labels).toEqual({ vendor: '[31mred line', source: 'x'.repeat(200) })
  })
})

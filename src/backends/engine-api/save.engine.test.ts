import { unpackTar } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { createTask, findRealEngines, openRealEngine } from './testing/real-engines'

describe.each(findRealEngines())('saving an image on $title', (real) => {
  const engine = openRealEngine(real)
  const save = (reference: string, task = createTask()): AsyncIterable<Uint8Array> => engine.images?.save?.(reference, task) ?? fail()

  it('gives a tar with the manifest, the configuration and every layer', async () => {
    const pieces: Uint8Array[] = []
    for await (const piece of save('agentkernel-test/tools:1')) pieces.push(piece)
    const entries = await unpackTar(Buffer.concat(pieces))
    const names = new Set(entries.map(({ header }) => header.name))
    const manifest = Buffer.from(entries.find(({ header }) => header.name === 'manifest.json')?.data ?? []).toString('utf8')
    const [image] = JSON.parse(manifest) as { Config: string; RepoTags: string[]; Layers: string[] }[]
    expect(image?.RepoTags.some((tag) => tag.endsWith('agentkernel-test/tools:1'))).toBe(true)
    expect(image?.Layers).toHaveLength(2)
    expect([image?.Config ?? '', ...(image?.Layers ?? [])].filter((name) => !names.has(name))).toEqual([])
  })

  it('says so when nobody has it, and never pulls', async () => {
    const error: unknown = await drain(save('agentkernel-test/absent:1')).catch((thrown: unknown) => thrown)
    expect(AppError.is(error, 'IMAGE_NOT_FOUND')).toBe(true)
  })

  it('ends when it is cancelled', async () => {
    const controller = new AbortController()
    const reading = drain(save('alpine:3.20', { signal: controller.signal, progress: () => {} }), () => controller.abort(new AppError('CANCELLED', { what: 'save' })))
    expect(AppError.is(await reading.catch((thrown: unknown) => thrown), 'CANCELLED')).toBe(true)
  })
})

async function drain(archive: AsyncIterable<Uint8Array>, onPiece: () => void = () => {}): Promise<void> {
  for await (const piece of archive) if (piece.length > 0) onPiece()
}

function fail(): never {
  throw new Error('this engine saves no images')
}

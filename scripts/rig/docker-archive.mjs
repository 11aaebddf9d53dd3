// @ts-check
import { createHash } from 'node:crypto'
import { packTar } from 'modern-tar'

/**
 * @typedef {import('modern-tar').TarEntry} TarEntry
 *
 * @typedef {object} ImageDefinition
 * @property {string} tag
 * @property {readonly (readonly TarEntry[])[]} layers
 * @property {Readonly<Record<string, unknown>>} config `config` of the image: Env, User, Cmd and so on
 */

/** Marks an image as made by the rig. */
export const testLabel = 'agentkernel.test'
/** Tells whether an image of ours is the one of today. */
export const contentLabel = 'agentkernel.test.content'

/** Always the same date, so that the same content is the same image. */
export const imageDate = new Date('2024-01-01T00:00:00Z')

/**
 * An image in the format of `docker save`, which both engines load with its tag and its settings.
 * @param {ImageDefinition} image
 * @param {string} architecture in Go's words: amd64, arm64
 * @returns {Promise<{ archive: Buffer, content: string }>}
 */
export async function toDockerArchive(image, architecture) {
  const layers = await Promise.all(image.layers.map(async (entries) => Buffer.from(await packTar([...entries]))))
  const digests = layers.map(sha256)
  const content = sha256(Buffer.from(JSON.stringify([digests, image.config, architecture])))
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created: imageDate.toISOString(),
      config: { ...image.config, Labels: { [testLabel]: '1', [contentLabel]: content } },
      rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
      history: digests.map(() => ({ created: imageDate.toISOString(), created_by: 'agentkernel test rig' })),
    }),
  )
  const configName = `${sha256(config)}.json`
  const layerNames = digests.map((digest) => `${digest}/layer.tar`)
  const manifest = [{ Config: configName, RepoTags: [image.tag], Layers: layerNames }]
  const files = /** @type {[string, Buffer][]} */ ([
    [configName, config],
    ...layers.map((layer, index) => /** @type {[string, Buffer]} */ ([layerNames[index] ?? '', layer])),
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
  ])
  return { archive: Buffer.from(await packTar(files.map(([name, body]) => toEntry(name, body)))), content }
}

/** @param {string} name @param {Buffer} body @returns {TarEntry} */
function toEntry(name, body) {
  return { header: { name, size: body.length, mode: 0o644, type: 'file', mtime: imageDate }, body }
}

/** @param {Buffer} data */
function sha256(data) {
  return createHash('sha256').update(data).digest('hex')
}

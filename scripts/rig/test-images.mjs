// @ts-check
import { provideBusybox } from './busybox.mjs'
import { contentLabel, testLabel, toDockerArchive } from './docker-archive.mjs'
import { askEngine, identifyEngine } from './engine-request.mjs'
import { say, warn } from './say.mjs'
import { testImages } from './test-image-content.mjs'

/**
 * Sees that an engine has every image of the tests. An image that is really there is left alone; one of ours that is out of date is replaced.
 * @param {string} endpoint
 * @param {string} title the engine's, for progress
 */
export async function provideTestImages(endpoint, title) {
  const architecture = (await identifyEngine(endpoint))?.arch ?? 'amd64'
  const loaded = []
  for (const image of testImages(await provideBusybox(endpoint, architecture))) {
    const { archive, content } = await toDockerArchive(image, architecture)
    const labels = await labelsOf(endpoint, image.tag)
    if (labels && (labels[testLabel] !== '1' || labels[contentLabel] === content)) continue
    const answer = await askEngine(endpoint, 'POST', '/images/load?quiet=1', { body: archive, type: 'application/x-tar', timeoutMs: 60_000 })
    // A load that fails half-way still answers 200: only the image itself is proof.
    if ((await labelsOf(endpoint, image.tag))?.[contentLabel] === content) loaded.push(image.tag)
    else warn(`${title} did not take the test image ${image.tag}: ${answer.body.trim().slice(0, 300)}`)
  }
  if (loaded.length > 0) say(`${title}: loaded ${loaded.join(', ')}`)
}

/**
 * Removes images by tag, if they are the rig's.
 * @param {string} endpoint
 * @param {readonly string[]} tags
 */
export async function removeTestImages(endpoint, tags) {
  for (const tag of tags) {
    if ((await labelsOf(endpoint, tag))?.[testLabel] === '1') await askEngine(endpoint, 'DELETE', `/images/${tag}`)
  }
}

/** Every tag of the rig that an engine has. @param {string} endpoint @returns {Promise<string[]>} */
export async function listTestImages(endpoint) {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${testLabel}=1`] }))
  const { status, body } = await askEngine(endpoint, 'GET', `/images/json?filters=${filters}`)
  if (status !== 200) return []
  return /** @type {{ RepoTags: string[] | null }[]} */ (JSON.parse(body)).flatMap(({ RepoTags }) => RepoTags ?? [])
}

/** `undefined` when there is no such image. @param {string} endpoint @param {string} tag */
async function labelsOf(endpoint, tag) {
  const { status, body } = await askEngine(endpoint, 'GET', `/images/${tag}/json`)
  if (status !== 200) return undefined
  return /** @type {Record<string, string>} */ (JSON.parse(body).Config?.Labels ?? {})
}

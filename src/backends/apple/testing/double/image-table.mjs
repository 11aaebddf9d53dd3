// @ts-check
import { engine } from './engine.mjs'
import { locked, read, write } from './store.mjs'

/** @typedef {{ name: string, source: string, id: string, size: number, created?: string, config: any, history: any[] }} Image */

/** `alpine:3.20` by its full name. @param {string} reference */
export function normalise(reference) {
  const [first = '', ...rest] = reference.split('/')
  const named = rest.length > 0 && /[.:]|^localhost$/.test(first) ? reference : rest.length > 0 ? `docker.io/${reference}` : `docker.io/library/${reference}`
  return /:[^/]*$|@/.test(named) ? named : `${named}:latest`
}

/** The local images: what the engine had at first sight, plus pulls, less removals. @returns {Promise<Image[]>} */
export async function localImages() {
  const known = read('images.json', null)
  if (known) return known
  const found = await engine.images()
  return await locked(async () => {
    if (!read('images.json', null)) write('images.json', found)
    return read('images.json', found)
  })
}

/** @param {string} reference @returns {Promise<Image | undefined>} */
export async function findImage(reference) {
  const name = normalise(reference)
  return (await localImages()).find((image) => image.name === name || (/^(sha256:)?[0-9a-f]{12,64}$/.test(reference) && image.id.startsWith(reference.replace('sha256:', ''))))
}

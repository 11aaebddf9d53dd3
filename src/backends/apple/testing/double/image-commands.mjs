// @ts-check
import { Failure } from './command-line.mjs'
import { findImage, localImages, normalise } from './image-table.mjs'
import { complain, isAtLeast, print, toJson } from './say.mjs'
import { latency, read, sleep, switches, write } from './store.mjs'

/** @param {import('./image-table.mjs').Image} image */
function toResource({ name, id, size, created, config, history }) {
  const descriptor = { mediaType: 'application/vnd.oci.image.index.v1+json', digest: `sha256:${id}`, size: 480 }
  const variant = { platform: { os: 'linux', architecture: 'arm64' }, config: { architecture: 'arm64', os: 'linux', created, config, history }, size }
  if (!isAtLeast('1.0.0')) return { name, reference: name, descriptor, index: descriptor, variants: [variant] }
  const attestation = { platform: { os: 'unknown', architecture: 'unknown' }, digest: `sha256:${id.replaceAll('a', 'b')}`, size: 1_000, config: {} }
  return { id, configuration: { name, creationDate: created, descriptor }, variants: [attestation, { ...variant, digest: `sha256:${id}` }] }
}

/** @type {Record<string, (parsed: import('./command-line.mjs').Parsed) => Promise<number | void>>} */
export const imageCommands = {
  async 'image pull'({ values, positionals: [reference = ''] }) {
    const name = normalise(reference)
    const remote = (switches.registry ?? {})[name] ?? { status: name.includes('absent') ? '404 Not Found' : '401 Unauthorized' }
    const isTold = isAtLeast('0.12.0') && ['plain', 'auto'].includes(values.progress ?? 'auto')
    for (const [index, what] of ['Fetching image', 'Unpacking image'].entries()) {
      if (remote.status) break
      for (const percent of remote.percents ?? [13, 100]) {
        if (isTold) complain(`[${index + 1}/2] ${what} for platform linux/arm64 ${percent}% (1 of 2 blobs, 1.234,5/2.000,0 MB, 3,2 MB/s) [1s]`)
        await (remote.stallMs ? sleep(remote.stallMs) : latency('pull'))
      }
    }
    if (remote.status) throw new Failure(`failed with response: ${remote.status} (cause: "unknown: "${name}"")`)
    const source = await findImage(remote.from)
    if (!source) throw new Failure(`failed with response: 404 Not Found (cause: "unknown: "${name}"")`)
    write('images.json', [...(await localImages()).filter((image) => image.name !== name), { ...source, name }])
  },
  async 'image list'() {
    print(toJson((await localImages()).map(toResource)))
  },
  async 'image inspect'({ positionals }) {
    const found = await Promise.all(positionals.map(findImage))
    const missing = positionals.filter((_, index) => !found[index])
    if (missing.length > 0 && isAtLeast('1.0.0')) throw new Failure(`notFound: "image not found: ${missing.map(normalise).join(', ')}"`)
    print(toJson(found.flatMap((image) => (image ? [toResource(image)] : [])), true))
  },
  async 'image delete'({ positionals }) {
    for (const reference of positionals) {
      const image = await findImage(reference)
      if (!image) throw new Failure(`notFound: "image not found: ${normalise(reference)}"`)
      write('images.json', read('images.json', []).filter((/** @type {any} */ other) => other.name !== image.name))
      print(image.name)
    }
  }
}

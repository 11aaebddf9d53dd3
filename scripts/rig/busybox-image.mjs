// @ts-check
import { unpackTar } from 'modern-tar'
import { askEngine } from './engine-request.mjs'
import { say } from './say.mjs'

const image = 'busybox'
const tag = '1.36-musl' // static, unlike the image's default
const minute = 60_000

/**
 * Has the engine pull the official busybox image (when it has none) and takes the program out of it.
 * @param {string} endpoint
 * @returns {Promise<import('./busybox.mjs').Busybox>}
 */
export async function takeBusyboxFrom(endpoint) {
  if ((await askEngine(endpoint, 'GET', `/images/${image}:${tag}/json`)).status !== 200) {
    say(`pulling ${image}:${tag}, for the test images`)
    await must(endpoint, 'POST', `/images/create?fromImage=${image}&tag=${tag}`)
  }
  const settings = Buffer.from(JSON.stringify({ Image: `${image}:${tag}`, Cmd: ['busybox', '--list-full'], Tty: true }))
  const { Id: id } = JSON.parse((await must(endpoint, 'POST', '/containers/create', settings)).toString())
  try {
    await must(endpoint, 'POST', `/containers/${id}/start`)
    await must(endpoint, 'POST', `/containers/${id}/wait`)
    // With a terminal the log is the plain text, with the terminal's line ends.
    const applets = (await must(endpoint, 'GET', `/containers/${id}/logs?stdout=1`)).toString().trim().split(/\r?\n/)
    const [program] = await unpackTar(await must(endpoint, 'GET', `/containers/${id}/archive?path=/bin/busybox`))
    if (!program?.data || program.header.type !== 'file') throw new Error(`${image}:${tag} holds no program /bin/busybox`)
    return { content: Buffer.from(program.data), applets }
  } finally {
    await askEngine(endpoint, 'DELETE', `/containers/${id}?force=1`)
  }
}

/** @param {string} endpoint @param {'GET' | 'POST'} method @param {string} path @param {Buffer} [body] */
async function must(endpoint, method, path, body) {
  const answer = await askEngine(endpoint, method, path, { body, timeoutMs: 3 * minute })
  if (answer.status >= 200 && answer.status < 300) return answer.raw
  throw new Error(`a static busybox is needed for the test images, and the engine answered ${answer.status}: ${answer.body.trim().slice(0, 200)}`)
}

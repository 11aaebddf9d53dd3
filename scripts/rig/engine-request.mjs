// @ts-check
// The rig's own few requests to an engine. The product's client is what the tests test, so the rig does not lean on it.
import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * @typedef {object} EngineAnswer
 * @property {number} status 0 when nothing answered
 * @property {Buffer} raw
 * @property {string} body the same as text
 *
 * What became of an engine the tests would like: it answers at an endpoint, or there is a reason why not. `isOurs`: this very call started
 * it, so whoever called stops it.
 * @typedef {{ endpoint: string, version: string, isOurs: boolean } | { reason: string }} EngineOutcome
 */

/**
 * Never throws: nothing answering is status 0, with the reason as body.
 * @param {string} endpoint unix:///path or npipe:////./pipe/name
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path
 * @param {{ body?: Buffer | undefined, type?: string, timeoutMs?: number }} [options]
 * @returns {Promise<EngineAnswer>}
 */
export function askEngine(endpoint, method, path, options = {}) {
  return new Promise((resolve) => {
    const headers = options.body ? { 'Content-Type': options.type ?? 'application/json', 'Content-Length': options.body.length } : {}
    const call = request({ socketPath: toSocketPath(endpoint), method, path, headers, timeout: options.timeoutMs ?? 10_000 })
    call.once('timeout', () => call.destroy(new Error('no answer in time')))
    call.once('error', (error) => resolve(answer(0, Buffer.from(error.message))))
    call.once('response', (response) => {
      /** @type {Buffer[]} */
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.once('end', () => resolve(answer(response.statusCode ?? 0, Buffer.concat(chunks))))
      response.once('error', (error) => resolve(answer(0, Buffer.from(error.message))))
    })
    call.end(options.body)
  })
}

/**
 * What answers there: `undefined` when nothing does.
 * @param {string} endpoint
 * @returns {Promise<{ product: 'docker' | 'podman', version: string, arch: string } | undefined>}
 */
export async function identifyEngine(endpoint) {
  const { status, body } = await askEngine(endpoint, 'GET', '/version', { timeoutMs: 5_000 })
  if (status !== 200) return undefined
  try {
    const answer = JSON.parse(body)
    const isPodman = /** @type {{ Name: string }[]} */ (answer.Components ?? []).some(({ Name }) => Name.startsWith('Podman'))
    return { product: isPodman ? 'podman' : 'docker', version: answer.Version, arch: answer.Arch }
  } catch {
    return undefined
  }
}

/**
 * @param {string} endpoint
 * @param {number} timeoutMs
 */
export async function waitForEngine(endpoint, timeoutMs) {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const found = await identifyEngine(endpoint)
    if (found || Date.now() > deadline) return found
    await delay(200)
  }
}

/** @param {number} status @param {Buffer} raw @returns {EngineAnswer} */
function answer(status, raw) {
  return { status, raw, body: raw.toString() }
}

/** @param {string} endpoint */
function toSocketPath(endpoint) {
  return endpoint.replace(/^(unix|npipe):\/\//, '')
}

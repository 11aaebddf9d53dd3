// @ts-check
import { provideDiskTools } from './disk-tools.mjs'
import { stopDisplay, provideDisplay } from './display.mjs'
import { provideDocker, stopDocker } from './docker.mjs'
import { provideTestElectron } from './electron-runtime.mjs'
import { isKept } from './env-file.mjs'
import { names } from './env.mjs'
import { provideGuestImages } from './guest-images.mjs'
import { provideGuestKernel } from './guest-kernel.mjs'
import { provideKeyring } from './keyring.mjs'
import { withRigLock } from './lock.mjs'
import { providePodman, stopPodman } from './podman.mjs'
import { say } from './say.mjs'
import { listTestImages, provideTestImages, removeTestImages } from './test-images.mjs'

/**
 * @typedef {object} Rig
 * @property {Record<string, string>} env what the tests are told
 * @property {string[]} missing one sentence for each thing that is not there
 * @property {() => Promise<void>} takeDown stops and removes what this very call brought, nothing else
 */

/**
 * Makes real engines and a real Electron available. May be repeated; what is there is used.
 * @param {{ needsEngines?: boolean, needsWindow?: boolean }} [needs]
 * @returns {Promise<Rig>}
 */
export function bringUp({ needsEngines = true, needsWindow = true } = {}) {
  return withRigLock(async () => {
    const rig = emptyRig()
    if (needsEngines) await bringEngines(rig)
    if (needsEngines) await bringDiskTools(rig)
    if (needsEngines) await bringKeyring(rig)
    if (needsWindow) await bringWindow(rig)
    return { env: rig.env, missing: rig.missing, takeDown: () => takeDown(rig.undo) }
  })
}

function emptyRig() {
  return {
    env: /** @type {Record<string, string>} */ ({}),
    missing: /** @type {string[]} */ ([]),
    undo: /** @type {(() => Promise<unknown>)[]} */ ([]),
  }
}

/** @param {ReturnType<typeof emptyRig>} rig */
async function bringEngines(rig) {
  await bringMicrovms(rig)
  await addEngine(rig, 'Docker', names.docker, await attempt(provideDocker), stopDocker)
  const podman = await attempt(providePodman)
  if ('reason' in podman) {
    rig.missing.push(`Podman: ${podman.reason}`)
    return
  }
  if (podman.containersConf) rig.env[names.containersConf] = podman.containersConf
  await addEngine(rig, 'Podman', names.podman, podman.rootful, () => stopPodman('podman'))
  await addEngine(rig, 'rootless Podman', names.podmanRootless, podman.rootless, () => stopPodman('podman-rootless'))
}

/** What microVMs are tried with where there is no KVM; nothing of it runs until a test starts it. @param {ReturnType<typeof emptyRig>} rig */
async function bringMicrovms(rig) {
  const outcome = await attempt(async () => {
    const found = await provideGuestKernel()
    return 'reason' in found ? found : { kernel: found.kernel, images: await provideGuestImages() }
  })
  if ('reason' in outcome) {
    rig.missing.push(`microVMs: ${outcome.reason}`)
    return
  }
  say(`microVMs are tried with ${outcome.kernel}`)
  rig.env[names.guestKernel] = outcome.kernel
  rig.env[names.guestImages] = outcome.images
}

/**
 * @param {ReturnType<typeof emptyRig>} rig
 * @param {string} title
 * @param {string} variable
 * @param {import('./engine-request.mjs').EngineOutcome} outcome
 * @param {() => Promise<unknown>} stop
 */
async function addEngine(rig, title, variable, outcome, stop) {
  if ('reason' in outcome) {
    rig.missing.push(`${title}: ${outcome.reason}`)
    return
  }
  const { endpoint } = outcome
  if (outcome.isOurs) rig.undo.unshift(stop)
  say(`${title} ${outcome.version} answers at ${endpoint}`)
  rig.env[variable] = endpoint
  try {
    await provideTestImages(endpoint, title)
    // Stand-ins under well-known names must not stay in a person's engine, unless that person has set the rig up to stay.
    if (!isKept()) rig.undo.unshift(async () => removeTestImages(endpoint, await listTestImages(endpoint)))
  } catch (error) {
    rig.missing.push(`${title}'s test images: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** @param {ReturnType<typeof emptyRig>} rig */
async function bringDiskTools(rig) {
  const tools = await attempt(provideDiskTools)
  rig.missing.push(...('reason' in tools ? [`disk tools: ${tools.reason}`] : tools))
}

/** @param {ReturnType<typeof emptyRig>} rig */
async function bringKeyring(rig) {
  const keyring = await attempt(provideKeyring)
  if ('reason' in keyring) rig.missing.push(`keyring: ${keyring.reason}`)
}

/** @param {ReturnType<typeof emptyRig>} rig */
async function bringWindow(rig) {
  const electron = await attempt(provideTestElectron)
  if ('reason' in electron) {
    rig.missing.push(`Electron: ${electron.reason}`)
    return
  }
  say(`the window tests run on ${electron.kind}: ${electron.executable}`)
  rig.env[names.electron] = electron.executable
  rig.env[names.electronKind] = electron.kind
  const display = await provideDisplay()
  if ('reason' in display) rig.missing.push(`display: ${display.reason}`)
  else {
    if (display.isOurs) rig.undo.unshift(stopDisplay)
    if (display.display) rig.env[names.display] = display.display
  }
}

/**
 * An installation that fails takes nothing else down with it.
 * @template T
 * @param {() => Promise<T>} provide
 * @returns {Promise<T | { reason: string }>}
 */
async function attempt(provide) {
  try {
    return await provide()
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

/** @param {readonly (() => Promise<unknown>)[]} steps */
async function takeDown(steps) {
  await withRigLock(async () => {
    for (const step of steps) await step()
  })
}

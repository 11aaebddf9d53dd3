// @ts-check
// Snapshots as Firecracker's API has them: two files, the rules for when one may be made and taken, and its words. What is in them is not the
// guest's memory: a machine that is taken from one is booted (see machine.mjs).
import { promises as files } from 'node:fs'
import { createServer } from 'node:net'
import { version } from './arguments.mjs'
import { Fault, toOsError } from './fault.mjs'

const mebibyte = 1_048_576
/** To which the agent says that it listens. */
const readyPort = 1025

/**
 * @param {any} configuration
 * @param {{ snapshot_path: string, mem_file_path: string }} body
 */
export async function saveSnapshot(configuration, { snapshot_path: stateFile, mem_file_path: memoryFile }) {
  // What a console said is no part of a snapshot.
  const { serial: _serial, ...kept } = configuration
  await write(stateFile, JSON.stringify({ firecracker: version, configuration: kept }), 'snapshot')
  await write(memoryFile, '', 'memory')
  await files.truncate(memoryFile, configuration.machine.mem_size_mib * mebibyte)
}

/** @param {string} file @param {string} content @param {string} what */
async function write(file, content, what) {
  await files.writeFile(file, content, { mode: 0o600 }).catch((error) => {
    throw new Fault(`Create snapshot error: Cannot perform open on the ${what} backing file: ${toOsError(error)}`, { cause: error })
  })
}

/**
 * The configuration of the machine that was saved.
 * @param {{ snapshot_path: string, mem_file_path?: string, mem_backend?: { backend_type: string, backend_path: string }, vsock_override?: { uds_path: string }, network_overrides?: { iface_id: string, host_dev_name: string }[] }} body
 */
export async function readSnapshot({ snapshot_path: stateFile, mem_file_path: oldPath, mem_backend: backend, vsock_override: vsock, network_overrides: overrides = [] }) {
  if (backend && oldPath) throw new Fault('too many fields: either `mem_backend` or `mem_file_path` exclusively is required')
  const memoryFile = backend?.backend_path ?? oldPath
  if (memoryFile === undefined) throw new Fault('missing field: either `mem_backend` or `mem_file_path` is required')
  const { firecracker, configuration } = await readStateFile(stateFile)
  if (firecracker !== version) throw toRestoreFault(`Failed to get snapshot state from file: Failed to load snapshot state from file: Invalid format version: ${firecracker}`)
  if (vsock && !configuration.vsock) throw toRestoreFault('Failed to get snapshot state from file: Unknown Vsock Device.')
  if (vsock) configuration.vsock.uds_path = vsock.uds_path
  for (const { iface_id: id, host_dev_name: device } of overrides) {
    const found = configuration.interfaces.find((/** @type {any} */ one) => one.iface_id === id)
    if (!found) throw toRestoreFault('Failed to get snapshot state from file: Unknown Network Device.')
    found.host_dev_name = device
  }
  const { size } = await files.stat(memoryFile).catch((error) => Promise.reject(toRestoreFault(`Failed to load guest memory: Failed to load guest memory: ${toOsError(error)}`)))
  if (size !== configuration.machine.mem_size_mib * mebibyte) throw toRestoreFault('Failed to load guest memory: Failed to restore guest memory: Invalid memory size')
  return configuration
}

/** @param {string} detail */
function toRestoreFault(detail) {
  return new Fault(`Load snapshot error: Failed to restore from snapshot: ${detail}`)
}

/** @param {string} file @returns {Promise<{ firecracker: string, configuration: any }>} */
async function readStateFile(file) {
  const content = await files.readFile(file, 'utf8').catch((error) => Promise.reject(toRestoreFault(`Failed to get snapshot state from file: Failed to open snapshot file: ${toOsError(error)}`)))
  try {
    return JSON.parse(content)
  } catch {
    throw toRestoreFault('Failed to get snapshot state from file: Failed to load snapshot state from file: CRC64 validation failed: 0')
  }
}

/** A guest that goes on would be at that point already. @param {string} socket of its vsock device @returns {Promise<void>} */
export function whenGuestListens(socket) {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => {
      connection.once('data', () => {
        connection.destroy()
        server.close(() => resolve())
      })
    })
    server.once('error', reject)
    server.listen(`${socket}_${readyPort}`)
  })
}

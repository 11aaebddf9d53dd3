// @ts-check
// The API on its unix socket: one answer for one request, by the specification and by the machine's state.
import { createServer } from 'node:http'
import { version } from './arguments.mjs'
import { changeLimiters, checkConfiguration, tellConfiguration } from './configuration.mjs'
import { Fault, HttpFault } from './fault.mjs'
import { parseRequest } from './specification.mjs'

const payloadLimit = 51_200

/** What may be asked only before the start, only after it; everything else always. */
const before = new Set(['PUT /boot-source', 'PUT /machine-config', 'PATCH /machine-config', 'PUT /drives/{drive_id}', 'PUT /network-interfaces/{iface_id}', 'PUT /vsock', 'PUT /entropy', 'PUT /serial', 'PUT /balloon', 'PUT /cpu-config', 'PUT /logger', 'PUT /metrics', 'PUT /mmds/config', 'PUT /snapshot/load'])
const after = new Set(['PATCH /drives/{drive_id}', 'PATCH /network-interfaces/{iface_id}', 'PATCH /vm', 'PATCH /balloon', 'PUT /snapshot/create'])

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {import('./log.mjs').Log} log
 */
export function createApi(machine, log) {
  let turn = Promise.resolve()
  const server = createServer((request, response) => {
    turn = turn.then(() => answer(machine, log, request, response)).catch((/** @type {unknown} */ error) => log.error(String(error)))
  })
  return { server }
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {import('./log.mjs').Log} log
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(machine, log, request, response) {
  const { method = '', url = '' } = request
  try {
    const body = await readBody(request)
    const result = await act(machine, parseRequest(method, url, body))
    log.info(`The API server received a ${method} request on "${url}"`)
    if (result === undefined) response.writeHead(204).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
  } catch (error) {
    if (!(error instanceof Fault)) log.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
    const fault = error instanceof Fault ? error : new Fault(error instanceof Error ? error.message : String(error))
    log.error(`Received Error. Status code: 400 Bad Request. Message: ${fault.message}`)
    response.writeHead(400, { 'content-type': 'application/json' }).end(fault.body)
  }
}

/** @param {import('node:http').IncomingMessage} request */
async function readBody(request) {
  const size = Number(request.headers['content-length'] ?? 0)
  if (size > payloadLimit) throw new HttpFault(`Request payload with size ${size} is larger than the limit of ${payloadLimit} allowed by server.`)
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** @param {import('./machine.mjs').Machine} machine @param {ReturnType<typeof parseRequest>} request */
async function act(machine, { operation, body }) {
  if (operation === 'GET /') return { id: machine.id, state: machine.state, vmm_version: version, app_name: 'Firecracker' }
  if (operation === 'GET /version') return { firecracker_version: version }
  if (operation === 'GET /machine-config') return machine.configuration.machine
  if (operation === 'GET /vm/config') return tellConfiguration(machine.configuration)
  if (before.has(operation) && machine.hasStarted) throw new Fault('The requested operation is not supported after starting the microVM.')
  if (after.has(operation) && !machine.hasStarted) throw new Fault('The requested operation is not supported before starting the microVM.')
  if (operation === 'PUT /actions') return await machine.act(body.action_type)
  if (operation === 'PATCH /vm') return await machine.setState(body.state)
  if (operation === 'PUT /snapshot/create') return await machine.saveSnapshot(body)
  if (operation === 'PUT /snapshot/load') return await machine.loadSnapshot(body)
  if (operation === 'PATCH /drives/{drive_id}') await machine.changeDrive(body)
  if (operation.startsWith('PATCH /')) changeLimiters(machine.configuration, operation, body)
  await checkConfiguration(machine.configuration, operation, body)
  if (operation === 'PUT /vsock') await machine.openVsock(body)
  return undefined
}

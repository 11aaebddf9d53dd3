// @ts-check
// What was configured, with the checks that Firecracker makes beyond the shape of a request.
import { constants, promises as files } from 'node:fs'
import { Fault, toOsError } from './fault.mjs'

/** @returns {any} */
export function emptyConfiguration() {
  return { machine: { vcpu_count: 1, mem_size_mib: 128, smt: false, track_dirty_pages: false }, drives: [], interfaces: [] }
}

/** Whether anything of the machine was said: then no snapshot is taken any more. @param {any} configuration */
export function isConfigured(configuration) {
  return JSON.stringify(configuration) !== JSON.stringify(emptyConfiguration())
}

/** @param {{ path_on_host: string, is_read_only?: boolean }} drive */
export async function mustOpenDrive({ path_on_host: file, is_read_only: isReadOnly }) {
  const mode = isReadOnly ? constants.R_OK : constants.R_OK | constants.W_OK
  await mustOpen(file, mode, (why) => `Drive config error: Unable to create the virtio block device: Virtio backend error: Error manipulating the backing file: ${why} ${file}`)
}

/** @type {Record<string, (configuration: any, body: any) => Promise<void> | void>} */
const steps = {
  'PUT /boot-source': async (configuration, body) => {
    await mustOpen(body.kernel_image_path, constants.R_OK, (why) => `Boot source error: The kernel file cannot be opened: ${why}`)
    if (body.initrd_path) await mustOpen(body.initrd_path, constants.R_OK, (why) => `Boot source error: The initrd file cannot be opened due to invalid path or invalid permissions. ${why}`)
    if ((body.boot_args ?? '').length > 2048) throw new Fault('Boot source error: The kernel command line is invalid: command line too long')
    configuration.boot = body
  },
  'PUT /machine-config': (configuration, body) => {
    const even = body.vcpu_count === 1 || body.vcpu_count % 2 === 0
    if (body.smt && !even) throw new Fault('Machine config error: The number of vCPUs must be greater than 0, less than 32 and must be 1 or an even number if SMT is enabled.')
    if (body.mem_size_mib <= 0) throw new Fault('Machine config error: The memory size (MiB) is either 0, or not a multiple of the configured page size.')
    configuration.machine = body
  },
  'PUT /drives/{drive_id}': async (configuration, body) => {
    const others = configuration.drives.filter((/** @type {any} */ drive) => drive.drive_id !== body.drive_id)
    if (body.is_root_device && others.some((/** @type {any} */ drive) => drive.is_root_device)) throw new Fault('Drive config error: A root block device already exists!')
    await mustOpenDrive(body)
    configuration.drives = [...others, body]
  },
  'PUT /network-interfaces/{iface_id}': (configuration, body) => {
    const others = configuration.interfaces.filter((/** @type {any} */ one) => one.iface_id !== body.iface_id)
    if (others.some((/** @type {any} */ one) => one.guest_mac && one.guest_mac === body.guest_mac)) throw new Fault(`Network config error: The MAC address is already in use: ${body.guest_mac}`)
    configuration.interfaces = [...others, body]
  },
  'PUT /vsock': (configuration, body) => {
    configuration.vsock = body
  },
  'PUT /serial': async (configuration, body) => {
    if (body.serial_out_path) await mustOpen(body.serial_out_path, constants.W_OK, (why) => `Serial config error: ${why}`)
    configuration.serial = body
  },
  'PUT /entropy': (configuration, body) => {
    configuration.entropy = body
  }
}

/** What may still be changed of a machine that runs: only the buckets that are named. @param {any} configuration @param {string} operation @param {any} body */
export function changeLimiters(configuration, operation, body) {
  const [devices, key] = operation === 'PATCH /drives/{drive_id}' ? [configuration.drives, 'drive_id'] : operation === 'PATCH /network-interfaces/{iface_id}' ? [configuration.interfaces, 'iface_id'] : [[], '']
  if (key === '') return
  const device = devices.find((/** @type {any} */ one) => one[key] === body[key])
  if (!device) throw new Fault(`Network config error: Invalid interface ID - not found: ${body[key]}`)
  for (const name of limiterNames) {
    if (body[name]) device[name] = { ...device[name], ...body[name] }
  }
}

const limiterNames = ['rate_limiter', 'rx_rate_limiter', 'tx_rate_limiter']

/** As `GET /vm/config` tells it: with the buckets that there are. @param {any} configuration */
export function tellConfiguration({ machine, boot, drives, interfaces, ...rest }) {
  const withLimiters = (/** @type {any} */ device) => Object.fromEntries(Object.entries(device).map(([name, value]) => [name, limiterNames.includes(name) ? tellLimiter(value) : value]))
  return { ...rest, 'machine-config': machine, ...(boot && { 'boot-source': boot }), drives: drives.map(withLimiters), 'network-interfaces': interfaces.map(withLimiters) }
}

/** A bucket that holds nothing, or takes no time to fill, limits nothing. @param {any} limiter */
function tellLimiter(limiter) {
  const buckets = Object.entries(limiter).filter(([, bucket]) => bucket && bucket.size > 0 && bucket.refill_time > 0)
  return buckets.length === 0 ? null : Object.fromEntries(buckets.map(([name, bucket]) => [name, { one_time_burst: null, ...bucket }]))
}

/** Takes it over, or throws a Fault. @param {any} configuration @param {string} operation @param {any} body */
export async function checkConfiguration(configuration, operation, body) {
  await steps[operation]?.(configuration, body)
}

/** @param {string} file @param {number} mode @param {(why: string) => string} toMessage */
async function mustOpen(file, mode, toMessage) {
  try {
    await files.access(file, mode)
  } catch (error) {
    throw new Fault(toMessage(toOsError(error)), { cause: error })
  }
}

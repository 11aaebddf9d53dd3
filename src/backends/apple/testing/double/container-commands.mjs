// @ts-check
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { Failure, usage } from './command-line.mjs'
import { configurationOf, containers, exists, isAlive, isRunning, mustExist, notFound, readStatus, toManaged, writeStatus } from './containers.mjs'
import { engine } from './engine.mjs'
import { findImage, normalise } from './image-table.mjs'
import { complain, isAtLeast, print, toJson } from './say.mjs'
import { changeSystem, latency, locked, names, read, readSystem, remove, sleep, write } from './store.mjs'

const mebibyte = 1_048_576
const bytesPer = /** @type {Record<string, number>} */ ({ b: 1, k: 1024, m: mebibyte, g: 1024 ** 3, t: 1024 ** 4, p: 1024 ** 5 })

/** A bare number is bytes; a fraction of a MiB is cut. @param {string} text */
function toBytes(text) {
  const [, number = '', unit = 'b'] = /^(\d+)\s*([bkmgtp])?/i.exec(text) ?? []
  if (number === '') throw usage(`The value '${text}' is invalid for '--memory <memory>'`)
  return Math.floor((Number(number) * (bytesPer[unit.toLowerCase()] ?? 1)) / mebibyte) * mebibyte
}

/** @param {readonly string[]} entries */
function toLabels(entries) {
  return Object.fromEntries(entries.map((entry) => {
    const [key = '', value = '', ...more] = entry.replace(/=$/, '').split('=')
    if (more.length > 0) throw new Failure(`invalidArgument: "invalid label format ${entry}"`)
    return [key, value]
  }))
}

/** `K` alone takes the program's own value and is dropped when there is none. @param {readonly string[]} entries */
export function toEnvironment(entries) {
  return entries.flatMap((entry) => (entry.includes('=') ? [entry] : process.env[entry] === undefined ? [] : [`${entry}=${process.env[entry]}`]))
}

/** @param {readonly string[]} entries */
function withoutDoubles(entries) {
  return [...new Map(entries.map((entry) => [entry.split('=')[0], entry])).values()]
}

/** @param {string} source */
function mustBeThere(source) {
  if (!existsSync(source)) throw new Failure(`invalidArgument: "path '${source}' does not exist"`)
}

/** @param {any} values */
function toMounts(values) {
  /** @type {{ binds: any[], volumes: any[], tmpfs: any[] }} */
  const mounts = { binds: [], volumes: [], tmpfs: (values.tmpfs ?? []).map((/** @type {string} */ target) => ({ target, options: [] })) }
  for (const text of values.volume ?? []) {
    const [source = '', target = '', options = '', ...more] = text.split(':')
    if (more.length > 0) throw new Failure(`invalidArgument: "invalid volume ${text}"`)
    if (/[/]|^\.{1,2}$/.test(source)) {
      mustBeThere(source)
      mounts.binds.push({ source, target, isReadOnly: options.split(',').includes('ro') })
    } else {
      mounts.volumes.push({ name: source, target })
    }
  }
  for (const text of values.mount ?? []) {
    const fields = Object.fromEntries(text.split(',').map((/** @type {string} */ field) => field.split('=')))
    if (fields.type === 'tmpfs') {
      mounts.tmpfs.push({ target: fields.target, options: [...(fields.size ? [`size=${toBytes(fields.size)}`] : []), ...(fields.mode ? [`mode=${fields.mode}`] : [])] })
    } else {
      mustBeThere(fields.source)
      if (!statSync(fields.source).isDirectory()) throw new Failure(`invalidArgument: "path '${fields.source}' is not a directory"`)
      mounts.binds.push({ source: fields.source, target: fields.target, isReadOnly: 'readonly' in fields })
    }
  }
  return mounts
}

/** @param {string} text */
function toPort(text) {
  const [, hostAddress = '0.0.0.0', hostPort, containerPort, proto = 'tcp'] = /^(?:([\d.]+|\[[\da-f:]+\]):)?(\d+):(\d+)(?:\/(tcp|udp))?$/.exec(text) ?? []
  if (!hostPort || !containerPort) throw new Failure(`invalidArgument: "invalid publish value ${text}"`)
  return { hostAddress, hostPort: Number(hostPort), containerPort: Number(containerPort), proto, count: 1 }
}

/** @param {string} user */
function toUser(user) {
  const match = /^(\d+)(?::(\d+))?$/.exec(user)
  return match ? { id: { uid: Number(match[1]), gid: Number(match[2] ?? match[1]) } } : { raw: { userString: user } }
}

/** @param {import('./command-line.mjs').Parsed} parsed @param {boolean} checksNameFirst */
async function make({ values, positionals: [reference = '', ...words] }, checksNameFirst) {
  const id = values.name ?? crypto.randomUUID()
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{1,62}$/.test(id)) throw new Failure(`invalidArgument: "${id} is not a valid container ID"`)
  const memoryInBytes = values.memory === undefined ? 1024 * mebibyte : toBytes(values.memory)
  if (memoryInBytes < 200 * mebibyte && isAtLeast('0.10.0')) throw new Failure('invalidArgument: "minimum memory amount allowed is 200 MiB"')
  const labels = toLabels(values.label ?? [])
  const mounts = toMounts(values)
  if (values.scheme === 'auto' && isAtLeast('1.3.0')) throw usage("The value 'auto' is invalid for '--scheme <scheme>'")
  if (values['no-dns'] && (values.dns ?? values['dns-search'] ?? values['dns-option'])) throw usage('--no-dns excludes the other DNS options')
  if (checksNameFirst && exists(id)) throw new Failure(`exists: "container with id ${id} already exists"`)
  const image = await findImage(reference)
  if (!image) throw new Failure(`failed with response: 404 Not Found (cause: "notFound: "${normalise(reference)}"")`)
  if (!readSystem().kernel) throw new Failure('notFound: "default kernel not configured for architecture arm64"')
  if (exists(id)) throw new Failure(`exists: "container already exists: ${id}"`)
  return await locked(() => store({ id, values, words, memoryInBytes, labels, mounts, image }))
}

/** @param {any} made */
async function store({ id, values, words, memoryInBytes, labels, mounts, image }) {
  const { Env = [], Entrypoint, Cmd, User, WorkingDir } = image.config
  const argv = values.entrypoint === undefined ? [...(Entrypoint ?? []), ...(words.length > 0 ? words : (Cmd ?? []))] : [values.entrypoint, ...words]
  const environment = withoutDoubles([...Env, ...toEnvironment(values.env ?? [])])
  const user = values.user ?? (User || null)
  const networks = values.network ?? ['default']
  const plan = {
    id, source: image.source, argv, environment, user, workingDirectory: values.workdir ?? (WorkingDir || ''), ...mounts, ports: (values.publish ?? []).map(toPort),
    resources: { cpus: values.cpus ?? 4, memoryInBytes }, useInit: Boolean(values.init), readOnly: Boolean(values['read-only']), hasNetwork: !networks.includes('none'),
    capAdd: (values['cap-add'] ?? []).map(toCapability), capDrop: (values['cap-drop'] ?? []).map(toCapability), ulimits: values.ulimit ?? []
  }
  for (const { name } of mounts.volumes) {
    if (read(`volumes/${name}.json`, null)) continue
    complain(`Warning: volume ${name} does not exist, creating it`)
    await createVolume(name, {})
  }
  write(`containers/${id}/config.json`, toConfiguration(plan, { labels, image, memoryInBytes }))
  try {
    await engine.create(plan)
  } catch (error) {
    remove(`containers/${id}`)
    throw error
  }
  writeStatus(id, { removesItself: Boolean(values.remove) })
  if (values.cidfile) writeFileSync(values.cidfile, id)
  return id
}

/** @param {string} name */
function toCapability(name) {
  const upper = name.toUpperCase()
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`
}

/** @param {any} plan @param {any} more */
function toConfiguration(plan, { labels, image }) {
  const [executable, ...rest] = plan.argv
  return {
    id: plan.id, image: { reference: image.name, descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json', digest: `sha256:${image.id}`, size: 480 } }, creationMs: Date.now(), labels, sysctls: {},
    resources: { ...plan.resources, cpuOverhead: 1 }, platform: { os: 'linux', architecture: 'arm64' },
    initProcess: {
      executable, arguments: rest, environment: shuffled(plan.environment), workingDirectory: plan.workingDirectory || '/', terminal: false, user: plan.user === null ? { id: { uid: 0, gid: 0 } } : toUser(plan.user),
      supplementalGroups: [], rlimits: []
    },
    mounts: [
      ...plan.binds.map((/** @type {any} */ bind) => ({ type: { virtiofs: {} }, source: bind.source, destination: bind.target, options: bind.isReadOnly ? ['ro'] : [] })),
      ...plan.volumes.map((/** @type {any} */ volume) => ({ type: { volume: { name: volume.name, format: 'ext4', cache: { on: {} }, sync: { fsync: {} } } }, source: `/volumes/${volume.name}/volume.img`, destination: volume.target, options: [] })),
      ...plan.tmpfs.map((/** @type {any} */ mount) => ({ type: { tmpfs: {} }, source: '', destination: mount.target, options: mount.options }))
    ],
    publishedPorts: plan.ports, publishedSockets: [], networks: plan.hasNetwork ? [{ network: 'default', options: { hostname: plan.id } }] : [], rosetta: false, virtualization: false, ssh: false,
    readOnly: plan.readOnly, useInit: plan.useInit, capAdd: plan.capAdd, capDrop: plan.capDrop, runtimeHandler: 'container-runtime-linux'
  }
}

/** @template T @param {readonly T[]} list */
export const shuffled = (list) => list.map((item) => ({ item, at: Math.random() })).toSorted((one, other) => one.at - other.at).map(({ item }) => item)

/** @param {string} name @param {Record<string, string>} labels */
export async function createVolume(name, labels) {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) throw new Failure(`invalidArgument: "invalid volume name ${name}"`)
  if (read(`volumes/${name}.json`, null)) throw new Failure(`exists: "volume '${name}' already exists"`)
  await engine.createVolume(name)
  write(`volumes/${name}.json`, { name, labels, creationMs: Date.now() })
}

/** @param {string} id */
async function boot(id) {
  await locked(async () => {
    if (isRunning(id)) return
    const configuration = configurationOf(id)
    if (isAlive(id)) throw new Failure('invalidState: "container expected to be in created state, got: running"')
    for (const mount of configuration.mounts) if ('virtiofs' in mount.type && !existsSync(mount.source)) throw new Failure(`notFound: "mount source path '${mount.source}' does not exist"`)
    await latency('boot')
    const { pid, pidStart } = await engine.start(id)
    const { nextAddress } = readSystem()
    changeSystem({ nextAddress: nextAddress + 1 })
    const { removesItself } = readStatus(id)
    writeStatus(id, { ...(removesItself && { removesItself }), pid, pidStart, startedMs: Date.now(), address: `192.168.64.${nextAddress % 250}` })
  })
}

/** @param {readonly string[]} ids @param {any} values @param {(id: string) => Promise<void>} work */
async function forEach(ids, values, work) {
  const chosen = values.all ? containers().map(({ id }) => id) : [...new Set(ids)]
  if (chosen.length === 0 && !values.all) throw new Failure('invalidArgument: "no containers specified and --all not supplied"')
  const failures = (await Promise.all(chosen.map((id) => work(id).then(() => [print(id)].slice(1), (error) => [String(error.message)])))).flat()
  if (failures.length > 0) throw new Failure(failures.join('\n'))
}

/** @type {Record<string, (parsed: import('./command-line.mjs').Parsed) => Promise<number | void>>} */
export const containerCommands = {
  async create(parsed) {
    print(await make(parsed, false))
  },
  async run(parsed) {
    const { values } = parsed
    if (values.progress !== 'none' && isAtLeast('0.12.0')) complain('[1/2] Fetching image 100% [0s]')
    const id = await make(parsed, true)
    try {
      await boot(id)
    } catch (error) {
      await engine.remove(id)
      remove(`containers/${id}`)
      throw error
    }
    if (values.detach) return print(id)
    while (isAlive(id)) await sleep(20)
    process.stdout.write(engine.readLog(id) ?? '')
    if (!values.remove) return 0
    await engine.remove(id)
    remove(`containers/${id}`)
  },
  async start({ values, positionals: [id = ''] }) {
    mustExist(id, () => `get failed: container ${id} not found`)
    if (isRunning(id) && (values.attach || values.interactive)) throw new Failure('invalidArgument: "attach is currently unsupported on already running containers"')
    await boot(id)
    print(id)
  },
  async stop({ values, positionals }) {
    await forEach(positionals, values, async (id) => {
      mustExist(id, notFound)
      if (!isRunning(id)) return
      await latency('stop')
      await engine.stop(id, values.time ?? 5, values.signal)
    })
  },
  async kill({ values, positionals }) {
    await forEach(positionals, values, async (id) => {
      mustExist(id, notFound)
      if (!isRunning(id)) throw new Failure('invalidState: "no runtime client exists: container is stopped"')
      await engine.kill(id, values.signal ?? 'KILL')
    })
  },
  async delete({ values, positionals }) {
    await forEach(positionals, values, async (id) => {
      mustExist(id, notFound)
      if (isRunning(id) && !values.force) throw new Failure(`invalidState: "container ${id} is running and can not be deleted"`)
      await latency('rm')
      await engine.remove(id)
      remove(`containers/${id}`)
    })
  },
  async list({ values }) {
    const listed = shuffled(containers()).filter(({ id }) => values.all || isRunning(id))
    if (values.format === 'json') return print(toJson(listed.map(toManaged)))
    if (!values.quiet) print('ID  IMAGE  OS  ARCH  STATE  IP  CPUS  MEMORY  STARTED')
    for (const { id } of listed) print(id)
  },
  async inspect({ positionals }) {
    const missing = positionals.filter((id) => !exists(id))
    if (missing.length > 0 && isAtLeast('1.0.0')) throw new Failure(`notFound: "container not found: ${missing.join(', ')}"`)
    print(toJson(containers().filter(({ id }) => positionals.includes(id)).map(toManaged), true))
  },
  async 'volume create'({ values, positionals: [name = ''] }) {
    await createVolume(name, toLabels(values.label ?? []))
    print(name)
  },
  async 'volume list'() {
    const volumes = names('volumes').filter((file) => file.endsWith('.json')).map((file) => read(`volumes/${file}`, {}))
    print(toJson(volumes.map(({ name, labels }) => (isAtLeast('1.0.0') ? { id: name, configuration: { name, labels, driver: 'local', format: 'ext4', options: {} } } : { name, labels }))))
  },
  async 'volume delete'({ values, positionals }) {
    await forEach(positionals, values, async (name) => {
      if (!read(`volumes/${name}.json`, null)) throw new Failure(`notFound: "volume '${name}' not found"`)
      const user = containers().find(({ configuration }) => configuration.mounts.some((/** @type {any} */ mount) => mount.type.volume?.name === name))
      if (user) throw new Failure(`invalidState: "volume '${name}' is in use by ${user.id}"`)
      await engine.removeVolume(name)
      remove(`volumes/${name}.json`)
    })
  }
}

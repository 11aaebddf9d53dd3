// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { BootTimer } from './boot-timer.mjs'
import { emptyConfiguration, isConfigured, mustOpenDrive } from './configuration.mjs'
import { Fault } from './fault.mjs'
import { toQemuArguments } from './qemu.mjs'
import { Qmp } from './qmp.mjs'
import { readSnapshot, saveSnapshot, whenGuestListens } from './snapshot.mjs'

// Firecracker dies as a whole; what does its work here must not outlive it.
const withParent = ['--pdeathsig', 'KILL', '--']

/** The virtual machine behind the API. */
export class Machine {
  configuration = emptyConfiguration()
  /** @type {'Not started' | 'Running' | 'Paused'} */
  state = 'Not started'
  /** @type {Promise<number>} exit code, once it is over */
  ended
  /** @type {(code: number) => void} */
  #end = () => {}
  #folder = mkdtempSync(path.join(tmpdir(), 'firecracker-double-'))
  #log
  #hasBootTimer
  /** @type {Qmp | undefined} */
  #qmp
  /** Loaded, and not resumed yet. */
  #waits = false
  /** @type {{ process: import('node:child_process').ChildProcess, socket: string } | undefined} */
  #vsock

  /** @param {{ id: string, hasBootTimer: boolean, log: import('./log.mjs').Log }} options */
  constructor({ id, hasBootTimer, log }) {
    this.id = id
    this.#log = log
    this.#hasBootTimer = hasBootTimer
    this.ended = new Promise((resolve) => (this.#end = resolve))
    process.once('exit', () => rmSync(this.#folder, { recursive: true, force: true }))
  }

  get hasStarted() {
    return this.state !== 'Not started'
  }

  /** In place of the one before. @param {{ uds_path: string, guest_cid: number }} vsock */
  async openVsock({ uds_path: socket, guest_cid: cid }) {
    await this.#closeVsock()
    const backend = spawn('setpriv', [...withParent, 'python3', '-B', path.join(import.meta.dirname, 'vsock_backend.py'), this.#vhostSocket, socket, String(cid)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let problem = ''
    backend.stderr.setEncoding('utf8').on('data', (text) => {
      problem += text
      this.#log.error(`vsock: ${text.trim()}`)
    })
    const [first] = await Promise.race([once(backend.stdout, 'data'), once(backend, 'close')])
    if (String(first).trim() === 'bound') {
      this.#vsock = { process: backend, socket }
      return
    }
    this.configuration.vsock = undefined
    throw new Fault(existsSync(socket) ? 'Vsock config error: Cannot create backend for vsock device: UnixBind(Os { code: 98, kind: AddrInUse, message: "Address in use" })' : `Vsock config error: Cannot create backend for vsock device: ${problem.trim()}`)
  }

  async #closeVsock() {
    if (!this.#vsock) return
    const { process: backend, socket } = this.#vsock
    this.#vsock = undefined
    const closed = once(backend, 'close')
    backend.kill('SIGKILL')
    await closed
    for (const name of [socket, this.#vhostSocket]) rmSync(name)
  }

  /** @param {string} action */
  async act(action) {
    if (action === 'InstanceStart') return await this.#start()
    if (!this.hasStarted) throw new Fault('The requested operation is not supported before starting the microVM.')
    if (action === 'SendCtrlAltDel') await this.#qmp?.ask('send-key', { keys: ['ctrl', 'alt', 'delete'].map((data) => ({ type: 'qcode', data })) })
  }

  /** @param {'Paused' | 'Resumed'} state */
  async setState(state) {
    if (state === 'Resumed' && this.#waits) await this.#goOn()
    else await this.#qmp?.ask(state === 'Paused' ? 'stop' : 'cont')
    this.state = state === 'Paused' ? 'Paused' : 'Running'
  }

  /** @param {any} body */
  async saveSnapshot(body) {
    if (body.snapshot_type === 'Diff') throw new Fault('Create snapshot error: Diff snapshots are not allowed on uVMs with dirty page tracking disabled.')
    if (this.state !== 'Paused') throw new Fault('Create snapshot error: Cannot save the microVM state: Operation not allowed: save/restore unavailable while running')
    await saveSnapshot(this.configuration, body)
  }

  /** @param {any} body */
  async loadSnapshot(body) {
    if (isConfigured(this.configuration)) throw new Fault('Load snapshot error: Loading a microVM snapshot not allowed after configuring boot-specific resources.')
    try {
      this.configuration = await readSnapshot(body)
      for (const drive of this.configuration.drives) await mustOpenDrive(drive)
      if (this.configuration.vsock) await this.openVsock(this.configuration.vsock)
      this.state = 'Paused'
      this.#waits = true
      if (body.resume_vm) await this.setState('Resumed')
    } catch (error) {
      // It may be in any state now; the answer goes out before.
      setTimeout(() => this.#end(1), 50)
      throw error
    }
  }

  /** @param {{ drive_id: string, path_on_host?: string }} body */
  async changeDrive({ drive_id: id, path_on_host: file }) {
    const drive = this.configuration.drives.find((/** @type {any} */ one) => one.drive_id === id)
    if (!drive) throw new Fault(`Drive config error: Unable to patch the block device: Invalid block device ID: ${id}`)
    if (file === undefined) return
    if (!this.#waits) throw new Error('the double exchanges drives only before it resumes what was loaded')
    await mustOpenDrive({ ...drive, path_on_host: file })
    drive.path_on_host = file
  }

  /** QEMU saves no machine that has a vsock device of this kind, so that what was loaded is booted up to where it was when it was saved. */
  async #goOn() {
    const listens = this.configuration.vsock && whenGuestListens(this.configuration.vsock.uds_path)
    const ended = this.ended.then(() => Promise.reject(new Fault('Failed to resume microVM: the guest ended')))
    await Promise.all([this.#launch(), Promise.race([listens, ended])])
    this.#waits = false
  }

  async #start() {
    if (this.hasStarted) throw new Fault('The requested operation is not supported after starting the microVM.')
    if (!this.configuration.boot) throw new Fault('Cannot start microvm without kernel configuration.')
    await this.#launch()
    this.state = 'Running'
  }

  async #launch() {
    const qmpSocket = path.join(this.#folder, 'qmp')
    const timer = this.#hasBootTimer ? new BootTimer(this.#log) : undefined
    const args = [...toQemuArguments(this.configuration, { qmpSocket, vhostSocket: this.#vhostSocket }), ...(timer?.qemuArguments ?? [])]
    const qemu = spawn('setpriv', [...withParent, 'qemu-system-x86_64', ...args], { stdio: ['ignore', 'inherit', 'pipe'] })
    let said = ''
    qemu.stderr.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-2_000)
      timer?.take(text)
    })
    qemu.once('close', (code, signal) => {
      if (code !== 0) this.#log.error(`QEMU ended with ${code ?? signal}: ${said}`)
      this.#end(code ?? 1)
    })
    try {
      this.#qmp = await Promise.race([Qmp.connect(qmpSocket), once(qemu, 'close').then(() => Promise.reject(new Fault(toStartFault(said))))])
    } catch (error) {
      throw error instanceof Fault ? error : new Fault(`Internal error while starting microVM: ${String(error)}`, { cause: error })
    }
    // Connected once, its sockets need no names any more; a double that is killed could not remove them.
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #vhostSocket() {
    return path.join(this.#folder, 'vhost')
  }
}

/** @param {string} said by QEMU */
function toStartFault(said) {
  if (/could not configure \/dev\/net\/tun|tap/i.test(said)) return `Network config error: Cannot open/create the tap device: ${said.trim()}`
  return `Internal error while starting microVM: ${said.trim()}`
}

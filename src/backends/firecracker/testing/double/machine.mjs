// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { emptyConfiguration } from './configuration.mjs'
import { Fault } from './fault.mjs'
import { toQemuArguments } from './qemu.mjs'
import { Qmp } from './qmp.mjs'

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
  /** @type {Qmp | undefined} */
  #qmp

  /** @param {{ id: string, log: import('./log.mjs').Log }} options */
  constructor({ id, log }) {
    this.id = id
    this.#log = log
    this.ended = new Promise((resolve) => (this.#end = resolve))
    process.once('exit', () => rmSync(this.#folder, { recursive: true, force: true }))
  }

  get hasStarted() {
    return this.state !== 'Not started'
  }

  /** @param {{ uds_path: string, guest_cid: number }} vsock */
  async openVsock({ uds_path: socket, guest_cid: cid }) {
    const backend = spawn('setpriv', [...withParent, 'python3', '-B', path.join(import.meta.dirname, 'vsock_backend.py'), this.#vhostSocket, socket, String(cid)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let problem = ''
    backend.stderr.setEncoding('utf8').on('data', (text) => {
      problem += text
      this.#log.error(`vsock: ${text.trim()}`)
    })
    const [first] = await Promise.race([once(backend.stdout, 'data'), once(backend, 'close')])
    if (String(first).trim() === 'bound') return
    this.configuration.vsock = undefined
    throw new Fault(existsSync(socket) ? 'Vsock config error: Cannot create backend for vsock device: UnixBind(Os { code: 98, kind: AddrInUse, message: "Address in use" })' : `Vsock config error: Cannot create backend for vsock device: ${problem.trim()}`)
  }

  /** @param {string} action */
  async act(action) {
    if (action === 'InstanceStart') return await this.#start()
    if (!this.hasStarted) throw new Fault('The requested operation is not supported before starting the microVM.')
    if (action === 'SendCtrlAltDel') await this.#qmp?.ask('send-key', { keys: ['ctrl', 'alt', 'delete'].map((data) => ({ type: 'qcode', data })) })
  }

  /** @param {'Paused' | 'Resumed'} state */
  async setState(state) {
    await this.#qmp?.ask(state === 'Paused' ? 'stop' : 'cont')
    this.state = state === 'Paused' ? 'Paused' : 'Running'
  }

  async #start() {
    if (this.hasStarted) throw new Fault('The requested operation is not supported after starting the microVM.')
    if (!this.configuration.boot) throw new Fault('Cannot start microvm without kernel configuration.')
    const qmpSocket = path.join(this.#folder, 'qmp')
    const args = toQemuArguments(this.configuration, { qmpSocket, vhostSocket: this.#vhostSocket })
    const qemu = spawn('setpriv', [...withParent, 'qemu-system-x86_64', ...args], { stdio: ['ignore', 'inherit', 'pipe'] })
    let said = ''
    qemu.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2_000)))
    qemu.once('close', (code, signal) => {
      if (code !== 0) this.#log.error(`QEMU ended with ${code ?? signal}: ${said}`)
      this.#end(code ?? 1)
    })
    try {
      this.#qmp = await Promise.race([Qmp.connect(qmpSocket), once(qemu, 'close').then(() => Promise.reject(new Fault(toStartFault(said))))])
    } catch (error) {
      throw error instanceof Fault ? error : new Fault(`Internal error while starting microVM: ${String(error)}`, { cause: error })
    }
    this.state = 'Running'
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

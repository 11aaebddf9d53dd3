// @ts-check
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** QEMU's control connection: one question at a time, answered by a line. */
export class Qmp {
  /** @type {((answer: { error?: { desc: string } }) => void)[]} */
  #waiting = []
  #socket

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.#socket = socket
    socket.on('error', () => {})
    createInterface({ input: socket }).on('line', (line) => {
      const answer = JSON.parse(line)
      if ('return' in answer || 'error' in answer) this.#waiting.shift()?.(answer)
    })
  }

  /** Once QEMU listens. @param {string} path */
  static async connect(path) {
    for (;;) {
      const socket = await tryConnect(path)
      if (socket) {
        const qmp = new Qmp(socket)
        await qmp.ask('qmp_capabilities')
        return qmp
      }
      await delay(5)
    }
  }

  /** @param {string} command @param {object} [values] */
  async ask(command, values) {
    const answer = /** @type {Promise<{ error?: { desc: string } }>} */ (new Promise((resolve) => this.#waiting.push(resolve)))
    this.#socket.write(`${JSON.stringify({ execute: command, ...(values && { arguments: values }) })}\n`)
    const { error } = await answer
    if (error) throw new Error(`QEMU: ${error.desc}`)
  }
}

/** @param {string} path @returns {Promise<import('node:net').Socket | null>} */
function tryConnect(path) {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
}

// @ts-check
// Firecracker's device for --boot-timer: the guest writes to its address, and the time since the start is logged. Nothing is at that
// address here, and QEMU tells of a write to nothing.

const write = /Invalid write at addr 0xC0000000, size 1,/i

export class BootTimer {
  /** Beside the machine's own. */
  qemuArguments = ['-d', 'guest_errors']
  #begun = performance.now()
  #isOver = false
  #log

  /** @param {import('./log.mjs').Log} log */
  constructor(log) {
    this.#log = log
  }

  /** What QEMU says. @param {string} text */
  take(text) {
    if (this.#isOver || !write.test(text)) return
    this.#isOver = true
    const ms = performance.now() - this.#begun
    this.#log.info(`Guest-boot-time = ${String(Math.round(ms * 1_000)).padStart(6)} us ${Math.floor(ms)} ms,      0 CPU us 0 CPU ms`)
  }
}

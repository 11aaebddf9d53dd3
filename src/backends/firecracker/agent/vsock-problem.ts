/**
 * Why there is no connection to a guest's port. `absent`: no virtual machine listens at the socket. `refused`: the machine took the
 * question and closed without an answer: nobody listens inside (yet). `timeout`: no answer in time. `lost`: it broke.
 */
export type VsockFault = 'absent' | 'refused' | 'timeout' | 'lost'

export class VsockProblem extends Error {
  override readonly name = 'VsockProblem'
  readonly fault: VsockFault

  constructor(fault: VsockFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.fault = fault
  }
}

/** From Firecracker's log, when it ran with --boot-timer and its guest with boot_timer=1. Not a number where nothing of it is there. */
export function toBootMs(log: string): number {
  return Number(/Guest-boot-time = +(\d+) us/.exec(log)?.[1]) / 1_000
}

import { resolve } from 'node:path'
import { env, execPath } from 'node:process'

/** On a machine with KVM, with Firecracker itself: FC_REAL=1 and FIRECRACKER_BIN. */
export const isReal = env['FC_REAL'] === '1'

export const realProgram = resolve(env['FIRECRACKER_BIN'] ?? '/usr/local/bin/firecracker')

/** Stands in for Firecracker where there is no KVM. */
export const doubleProgram = resolve('src/backends/firecracker/testing/double/main.mjs')

export const monitorCommand: readonly string[] = isReal ? [realProgram] : [execPath, doubleProgram]

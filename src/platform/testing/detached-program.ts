import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProcesses } from '../processes'

/** Starts a shell script detached, waits for its end and prints what it put into its file. */
const folder = mkdtempSync(join(tmpdir(), 'detached-'))
const file = join(folder, 'output')
const { ended } = await createProcesses().startDetached({ file: '/bin/sh', args: ['-c', `{ ${process.argv[2] ?? ''}; } > ${file}`], environment: { PATH: '/usr/bin:/bin' } })
// A detached program keeps nobody alive.
const wait = setTimeout(() => undefined, 10_000)
await ended
clearTimeout(wait)
process.stdout.write(readFileSync(file, 'utf8').trim())
rmSync(folder, { recursive: true })

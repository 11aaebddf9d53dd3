import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import type { Command, Processes } from '#core/ports'
import { createProcesses } from '#platform/processes'

/** Nobody's, so that everything that answers there is ours. */
export const addresses = { public: '203.0.113.7', private: '10.1.2.3' }
const servers = [[addresses.public, 8080], [addresses.public, 9090], [addresses.private, 8080], [addresses.private, 9090], ['127.0.0.1', 8080]] as const

/** A network namespace that stands for the machine: every server in it says its address and port. */
export interface TestHost {
  /** What a command is put behind to run there. */
  readonly prefix: readonly string[]
  readonly processes: Processes
  dispose(): void
}

export async function startTestHost(): Promise<TestHost> {
  const links = [['link', 'set', 'lo', 'up'], ...Object.values(addresses).map((address) => ['addr', 'add', `${address}/32`, 'dev', 'lo'])]
  const program = `const { createServer } = require('node:net'); const { execFileSync } = require('node:child_process')
    for (const args of ${JSON.stringify(links)}) execFileSync('ip', args)
    Promise.all(${JSON.stringify(servers)}.map(([host, port]) => new Promise((done) => createServer((s) => { s.on('error', () => {}); s.end(host + ':' + port) }).listen(port, host, done)))).then(() => console.log('up'))`
  const host = spawn('unshare', ['--user', '--map-root-user', '--net', '--', execPath, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(host.stdout, 'data')
  const prefix = ['/usr/bin/nsenter', '--target', String(host.pid), '--user', '--net', '--preserve-credentials', '--']
  return { prefix, processes: throughPrefix(createProcesses(), prefix), dispose: () => void host.kill('SIGKILL') }
}

function throughPrefix(processes: Processes, [file = '', ...before]: readonly string[]): Processes {
  const moved = (command: Command): Command => ({ ...command, file, args: [...before, command.file, ...command.args] })
  return {
    run: (command, options) => processes.run(moved(command), options),
    start: (command) => processes.start(moved(command)),
    startDetached: (command) => processes.startDetached(moved(command))
  }
}

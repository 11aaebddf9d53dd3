// @ts-check
// A published port of the plain engine, as a process of its own: `node plain-port.mjs ADDRESS HOSTPORT PORT PID START`. Says `ok`
// or why not, and ends with the sandbox.
import { connect, createServer } from 'node:net'
import { startOf } from './containers.mjs'

const [address, hostPort, port, pid, start] = process.argv.slice(2)
const server = createServer({ allowHalfOpen: true }, (client) => {
  const inside = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true })
  client.pipe(inside).pipe(client)
  client.on('error', () => inside.destroy())
  inside.on('error', () => client.destroy())
})
server.once('error', (error) => {
  process.stdout.write(`${/** @type {NodeJS.ErrnoException} */ (error).code}\n`)
  process.exit(1)
})
server.listen(Number(hostPort), address, () => process.stdout.write('ok\n'))
setInterval(() => startOf(Number(pid)) !== start && process.exit(), 200)

import { connect } from 'node:net'

/** What is said at a port until it closes. What listens inside may need a moment: asked again until it answers. */
export async function readFromPort(address: string, port: number): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const text = await readOnce(address, port)
    if (text !== '') return text
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return ''
}

function readOnce(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ host, port, timeout: 5_000 })
    socket.on('data', (data) => (text += data.toString())).on('error', () => undefined).on('timeout', () => socket.destroy()).on('close', () => resolve(text))
  })
}

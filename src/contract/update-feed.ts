/** Whether updates may be asked for at this address: by https, or on this very machine. Also of every place that a feed leads on to. */
export function isUpdateFeed(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1'))
}

/** By this machine's hosts file, and by its name servers. Node's part for that is loaded when somebody asks. */
export async function resolveName(name: string): Promise<readonly string[]> {
  const { lookup } = await import('node:dns/promises')
  const found = await lookup(name, { all: true, family: 4 }).catch(() => [])
  return found.map(({ address }) => address)
}

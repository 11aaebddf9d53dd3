import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const openssl = (directory: string, ...args: string[]) => promisify(execFile)('openssl', args, { cwd: directory })

/** A certificate with its key. */
export interface Certified {
  readonly cert: Buffer
  readonly key: Buffer
}

/** An authority of its own in `directory`, with a server certificate for 127.0.0.1 and a client certificate. */
export async function createCertificates(directory: string): Promise<{ authority: Buffer; server: Certified; client: Certified }> {
  const read = (name: string): Promise<Buffer> => readFile(join(directory, name))
  await openssl(directory, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test authority', '-keyout', 'ca-key.pem', '-out', 'ca.pem')
  const issue = async (name: string, extensions: string): Promise<Certified> => {
    await writeFile(join(directory, `${name}.ext`), extensions)
    await openssl(directory, 'req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`)
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`]
    await openssl(directory, 'x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed)
    return { cert: await read(`${name}.pem`), key: await read(`${name}-key.pem`) }
  }
  const server = await issue('server', 'subjectAltName=IP:127.0.0.1')
  return { authority: await read('ca.pem'), server, client: await issue('client', 'extendedKeyUsage=clientAuth') }
}

import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTask, findRealEngines } from '../engine-api/testing/real-engines'
import { createRequest } from '../engine-api/testing/requests'
import { run } from '../engine-api/testing/run'
import { createCertificates } from '../testing/certificates'
import { dependenciesOf } from '../testing/dependencies'
import { realFiles } from '../testing/machine'
import { createDockerBackend } from './docker-backend'

const real = findRealEngines().find(({ kind }) => kind === 'docker')

describe('Docker elsewhere', () => {
  beforeEach(({ skip }) => skip(real === undefined, 'AGENTKERNEL_TEST_DOCKER is not set (npm run rig)'))
  const socketPath = real?.socketPath ?? ''
  let home: string
  let tls: Server
  let port: number

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
    const { authority, server, client } = await createCertificates(home)
    tls = createServer({ ...server, ca: authority, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true }, (stream) => {
      const engine = connect({ path: socketPath, allowHalfOpen: true })
      stream.pipe(engine).pipe(stream)
      for (const side of [stream, engine]) side.on('error', () => [stream, engine].map((one) => one.destroy()))
    })
    await new Promise<void>((listening) => tls.listen(0, '127.0.0.1', listening))
    port = (tls.address() as AddressInfo).port
    await writeContext('secure', { 'ca.pem': authority, 'cert.pem': client.cert, 'key.pem': client.key })
    await writeContext('stranger', { 'cert.pem': client.cert, 'key.pem': client.key })
    await writeContext('nobody', { 'ca.pem': authority })
    await writeFakeSsh()
  })

  afterAll(async () => {
    tls.close()
    await rm(home, { recursive: true, force: true })
  })

  async function writeContext(name: string, files: Record<string, Buffer>): Promise<void> {
    const id = createHash('sha256').update(name).digest('hex')
    const meta = join(home, '.docker/contexts/meta', id)
    const material = join(home, '.docker/contexts/tls', id, 'docker')
    await Promise.all([mkdir(meta, { recursive: true }), mkdir(material, { recursive: true })])
    await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: `tcp://127.0.0.1:${port}` } } }))
    for (const [file, content] of Object.entries(files)) await writeFile(join(material, file), content)
  }

  /** Stands for ssh: notes its arguments and runs the command after the host here, which is Docker's own dial-stdio. */
  async function writeFakeSsh(): Promise<void> {
    const script = `#!${execPath}
      const args = process.argv.slice(2)
      require('fs').appendFileSync(${JSON.stringify(join(home, 'asked'))}, JSON.stringify(args) + '\\n')
      const [host, program, ...rest] = args.slice(args.indexOf('--') + 1)
      if (host === 'locked') { console.error('Warning: noise\\nada@locked: Permission denied (publickey).'); process.exit(255) }
      const child = require('child_process').spawn(program, rest, { stdio: 'inherit', env: { ...process.env, DOCKER_HOST: ${JSON.stringify(`unix://${socketPath}`)}, PATH: ${JSON.stringify(env['PATH'])} } })
      child.on('exit', (code) => process.exit(code ?? 1))
      process.on('SIGTERM', () => child.kill())`
    await mkdir(join(home, 'bin'))
    await writeFile(join(home, 'bin/ssh'), script)
    await chmod(join(home, 'bin/ssh'), 0o755)
  }

  const backendOf = (environment: Record<string, string>) =>
    createDockerBackend(dependenciesOf({ files: realFiles, homeDirectory: home, environment: { PATH: join(home, 'bin'), ...environment } }))

  /** The whole life of a sandbox, with input, output of some size, and an exit code. */
  async function live(environment: Record<string, string>): Promise<void> {
    const backend = backendOf(environment)
    const engine = await backend.open(createTask())
    const object = await engine.create(createRequest(), createTask())
    try {
      await engine.start(object, createTask())
      const text = randomBytes(200_000).toString('hex')
      const { stdout, ...rest } = await run(engine, object, ['sh', '-c', 'cat; echo err >&2; exit 7'], { input: text })
      expect(rest).toEqual({ exitCode: 7, stderr: 'err\n' })
      expect(stdout === text, `${stdout.length} of ${text.length} characters came back`).toBe(true)
    } finally {
      await engine.remove(object, { force: true }, createTask())
      await backend.close()
    }
  }

  it('is ready and runs sandboxes through the user’s own ssh client', async () => {
    const detection = await backendOf({ DOCKER_HOST: 'ssh://ada@build.example.org:2222' }).detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', endpoint: 'ssh://ada@build.example.org:2222' })
    const [asked] = (await readFile(join(home, 'asked'), 'utf8')).split('\n')
    expect(JSON.parse(String(asked))).toEqual(['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-l', 'ada', '-p', '2222', '--', 'build.example.org', 'docker', 'system', 'dial-stdio'])
    await live({ DOCKER_HOST: 'ssh://ada@build.example.org:2222' })
  })

  it('says in ssh’s own words why it cannot be reached', async () => {
    const detection = await backendOf({ DOCKER_HOST: 'ssh://ada@locked' }).detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.place_failed', params: { detail: 'ada@locked: Permission denied (publickey).' } }, remedies: [{ command: 'ssh ada@locked' }] })
  })

  it('is ready and runs sandboxes over TLS with the files of its context', async () => {
    const detection = await backendOf({ DOCKER_CONTEXT: 'secure' }).detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', endpoint: `tcp://127.0.0.1:${port}` })
    await live({ DOCKER_CONTEXT: 'secure' })
  })

  it('takes the same files from DOCKER_CERT_PATH', async () => {
    const id = createHash('sha256').update('secure').digest('hex')
    const environment = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, '.docker/contexts/tls', id, 'docker') }
    expect(await backendOf(environment).detect(createTask())).toMatchObject({ state: 'ready' })
  })

  it('refuses a server that its authority did not sign, and is refused without a certificate', async () => {
    const stranger = await backendOf({ DOCKER_CONTEXT: 'stranger' }).detect(createTask())
    expect(stranger).toMatchObject({ state: 'broken', reason: { key: 'reasons.place_failed', params: { detail: expect.stringContaining('certificate') } } })
    const nobody = await backendOf({ DOCKER_CONTEXT: 'nobody' }).detect(createTask())
    expect(nobody.state).toBe('broken')
  })

  it('says that TLS is wanted when it is not used', async () => {
    expect(await backendOf({ DOCKER_HOST: `tcp://127.0.0.1:${port}` }).detect(createTask())).toMatchObject({ state: 'broken' })
  })
})

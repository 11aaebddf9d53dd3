import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execPath } from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dependenciesOf } from '../testing/dependencies'
import { realFiles } from '../testing/machine'
import { createRegistryCredentials } from './registry-credentials'
import { createTask } from '../engine-api/testing/real-engines'

const hub = 'https://index.docker.io/v1/'
const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') })

describe('registry credentials', () => {
  let home: string
  let dependencies: ReturnType<typeof dependenciesOf>

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
    dependencies = dependenciesOf({ files: realFiles, homeDirectory: home, environment: { PATH: join(home, 'bin'), HELPER_HOME: home } })
  })

  afterEach(async () => {
    await rm(home, { recursive: true, force: true })
  })

  const write = async (name: string, content: unknown): Promise<void> => {
    await mkdir(dirname(join(home, name)), { recursive: true })
    await writeFile(join(home, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  const dockerConfig = (content: unknown): Promise<void> => write('.docker/config.json', content)

  /** A helper program on PATH; `server` in its script is what it was asked for. */
  const helper = async (name: string, script: string): Promise<void> => {
    const file = join(home, 'bin', `docker-credential-${name}`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `#!${execPath}\nconst server = require('fs').readFileSync(0, 'utf8'); const [verb] = process.argv.slice(2);\n${script}\n`)
    await chmod(file, 0o755)
  }
  const tell = (username: string, secret: string): string => `console.log(JSON.stringify({ ServerURL: server, Username: ${JSON.stringify(username)}, Secret: ${JSON.stringify(secret)} }))`

  const find = (reference: string, kind: 'docker' | 'podman' = 'docker') => createRegistryCredentials(kind, dependencies).forImage(reference, createTask())

  it('are none without files', async () => {
    expect(await find('alpine')).toBeNull()
    expect(dependencies.log.lines).toEqual([])
  })

  it.each([
    ['alpine', hub, hub],
    ['docker.io/library/alpine:3.20', hub, hub],
    ['team/app', 'docker.io', hub],
    ['team/app', 'index.docker.io', hub],
    ['ghcr.io/team/app:1', 'ghcr.io', 'ghcr.io'],
    ['ghcr.io/team/app:1', 'https://ghcr.io/v2/', 'ghcr.io'],
    ['localhost:5000/app', 'localhost:5000', 'localhost:5000'],
    ['registry.example.org:8443/a/b@sha256:0123', 'https://registry.example.org:8443', 'registry.example.org:8443']
  ])('for %s come from the entry %s', async (reference, key, serveraddress) => {
    await dockerConfig({ auths: { [key]: auth('ada:se:cret'), 'other.example.org': auth('x:y') } })
    expect(await find(reference)).toEqual({ username: 'ada', password: 'se:cret', serveraddress })
  })

  it('take an identity token as it is', async () => {
    await dockerConfig({ auths: { 'ghcr.io': { ...auth('00000000-0000:'), identitytoken: 'tok' } } })
    expect(await find('ghcr.io/a/b')).toEqual({ username: '', password: '', serveraddress: 'ghcr.io', identitytoken: 'tok' })
  })

  it('come from the helper of the registry before the general one, and before the file', async () => {
    await dockerConfig({ auths: { 'ghcr.io': auth('file:file') }, credsStore: 'general', credHelpers: { 'ghcr.io': 'own' } })
    await helper('general', tell('general', 's1'))
    await helper('own', tell('own', 's2'))
    expect(await find('ghcr.io/a/b')).toEqual({ username: 'own', password: 's2', serveraddress: 'ghcr.io' })
    expect(await find('quay.io/a/b')).toEqual({ username: 'general', password: 's1', serveraddress: 'quay.io' })
  })

  it('ask a helper for Docker Hub by its old name, by stdin, with the verb get', async () => {
    await dockerConfig({ credsStore: 'desktop' })
    await helper('desktop', `require('fs').writeFileSync(process.env.HELPER_HOME + '/asked', verb + ' ' + server); ${tell('<token>', 'idtok')}`)
    expect(await find('alpine')).toEqual({ username: '', password: '', serveraddress: hub, identitytoken: 'idtok' })
    expect(await readFile(join(home, 'asked'), 'utf8')).toBe(`get ${hub}`)
  })

  it('fall back to the file when the helper has none, without a word', async () => {
    await dockerConfig({ auths: { 'ghcr.io': auth('file:file') }, credsStore: 'empty' })
    await helper('empty', 'console.log("credentials not found in native keychain"); process.exitCode = 1')
    expect(await find('ghcr.io/a/b')).toMatchObject({ username: 'file' })
    expect(dependencies.log.lines).toEqual([])
  })

  it.each([
    ['is not installed', 'absent', null],
    ['fails', 'failing', 'console.log("SECRET leaks"); console.error("SECRET"); process.exitCode = 2'],
    ['talks nonsense', 'odd', 'console.log("SECRET")'],
    ['has a name that is no name', '../../evil', null]
  ])('do not stand in the way of an anonymous pull when the helper %s; the log says so without secrets', async (_title, name, script) => {
    await dockerConfig({ credsStore: name })
    if (script) await helper(name, script)
    expect(await find('ghcr.io/a/b')).toBeNull()
    expect(dependencies.log.lines).toHaveLength(1)
    expect(dependencies.log.lines[0]).toContain('credential helper was not used')
    expect(dependencies.log.lines[0]).not.toContain('SECRET')
  })

  it('are none, with a word in the log, when the file is broken', async () => {
    await dockerConfig('{"auths": {"ghcr.io": {"auth": "U0VDUkVU"')
    expect(await find('ghcr.io/a/b')).toBeNull()
    expect(dependencies.log.lines).toHaveLength(1)
    expect(dependencies.log.lines[0]).not.toContain('U0VDUkVU')
  })

  it('for Podman come from its own file first, then from that of Docker', async () => {
    await write('.config/containers/auth.json', { auths: { 'quay.io': auth('pod:1') } })
    await dockerConfig({ auths: { 'quay.io': auth('dock:2'), 'ghcr.io': auth('dock:3') } })
    expect(await find('quay.io/a', 'podman')).toMatchObject({ username: 'pod' })
    expect(await find('ghcr.io/a', 'podman')).toMatchObject({ username: 'dock' })
    expect(await find('quay.io/a', 'docker')).toMatchObject({ username: 'dock' })
  })

  it('for Podman prefer the longest path that fits', async () => {
    await write('.config/containers/auth.json', { auths: { 'quay.io': auth('all:1'), 'quay.io/team': auth('team:2'), 'quay.io/team/app': auth('app:3') } })
    expect(await find('quay.io/team/app:1', 'podman')).toMatchObject({ username: 'app' })
    expect(await find('quay.io/team/other:1', 'podman')).toMatchObject({ username: 'team' })
    expect(await find('quay.io/teammate/app', 'podman')).toMatchObject({ username: 'all' })
  })
})

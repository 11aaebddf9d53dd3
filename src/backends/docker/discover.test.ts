import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { filesOf, testMachine, type Entry } from '../testing/machine'
import { discoverDocker } from './discover'

const idOf = (name: string): string => createHash('sha256').update(name).digest('hex')

/** A context as Docker's client keeps it. */
function context(name: string, host: string, options: { skipVerify?: boolean; directory?: string } = {}): Record<string, Entry> {
  const docker = { Host: host, ...(options.skipVerify !== undefined && { SkipTLSVerify: options.skipVerify }) }
  return { [`${options.directory ?? '/home/ada/.docker'}/contexts/meta/${idOf(name)}/meta.json`]: JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }) }
}

function tlsFiles(name: string, files: readonly string[]): Record<string, Entry> {
  return Object.fromEntries(files.map((file) => [`/home/ada/.docker/contexts/tls/${idOf(name)}/docker/${file}`, `content of ${file}`]))
}

const config = (content: unknown): Record<string, Entry> => ({ '/home/ada/.docker/config.json': typeof content === 'string' ? content : JSON.stringify(content) })

interface Case {
  readonly title: string
  readonly environment?: Record<string, string>
  readonly files?: Record<string, Entry>
  readonly setting?: string
  readonly expected: object
}

const unix = (path: string) => ({ type: 'unix', path })
const named = (source: string, endpoint: object) => ({ type: 'named', candidate: { source, endpoint } })
const wrong = (source: string, key: string) => ({ type: 'named-wrong', deadEnd: { source, problem: { key } } })

const cases: Case[] = [
  {
    title: 'the setting before everything',
    setting: 'unix:///mine.sock',
    environment: { DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'team' },
    expected: named('settings', unix('/mine.sock'))
  },
  { title: 'DOCKER_HOST before DOCKER_CONTEXT', environment: { DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'team' }, expected: named('DOCKER_HOST', unix('/env.sock')) },
  { title: 'a DOCKER_HOST that cannot be read as the end', environment: { DOCKER_HOST: 'ftp://x' }, expected: wrong('DOCKER_HOST', 'reasons.endpoint_scheme') },
  { title: 'an empty DOCKER_HOST as none', environment: { DOCKER_HOST: '' }, expected: { type: 'well-known' } },
  {
    title: 'DOCKER_CONTEXT before the current context',
    environment: { DOCKER_CONTEXT: 'team' },
    files: { ...context('team', 'unix:///team.sock'), ...context('home', 'unix:///home.sock'), ...config({ currentContext: 'home' }) },
    expected: named('DOCKER_CONTEXT', unix('/team.sock'))
  },
  { title: 'DOCKER_CONTEXT=default as the usual socket, whatever the current context', environment: { DOCKER_CONTEXT: 'default' }, files: config({ currentContext: 'home' }), expected: named('DOCKER_CONTEXT', unix('/var/run/docker.sock')) },
  { title: 'a DOCKER_CONTEXT that is not there as the end', environment: { DOCKER_CONTEXT: 'gone' }, expected: wrong('DOCKER_CONTEXT', 'reasons.context_missing') },
  {
    title: 'the current context',
    files: { ...context('desktop-linux', 'unix:///home/ada/.docker/desktop/docker.sock'), ...config({ currentContext: 'desktop-linux', auths: {} }) },
    expected: named('context desktop-linux', unix('/home/ada/.docker/desktop/docker.sock'))
  },
  {
    title: 'the current context of another DOCKER_CONFIG',
    environment: { DOCKER_CONFIG: '/conf' },
    files: { ...context('team', 'ssh://ada@build', { directory: '/conf' }), '/conf/config.json': '{"currentContext":"team"}', ...config({ currentContext: 'other' }) },
    expected: named('context team', { type: 'ssh', host: 'build', user: 'ada' })
  },
  { title: 'a current context without its files as the end', files: config({ currentContext: 'gone' }), expected: wrong('context gone', 'reasons.context_missing') },
  {
    title: 'a current context with a broken file as the end',
    files: { ...config({ currentContext: 'bad' }), [`/home/ada/.docker/contexts/meta/${idOf('bad')}/meta.json`]: '{"Name":' },
    expected: wrong('context bad', 'reasons.context_broken')
  },
  {
    title: 'a current context without a docker endpoint as the end',
    files: { ...config({ currentContext: 'k8s' }), [`/home/ada/.docker/contexts/meta/${idOf('k8s')}/meta.json`]: '{"Name":"k8s","Endpoints":{"kubernetes":{}}}' },
    expected: wrong('context k8s', 'reasons.context_broken')
  },
  { title: 'the current context "default" as none', files: config({ currentContext: 'default' }), expected: { type: 'well-known', deadEnds: [] } },
  { title: 'a config.json that is not JSON as a dead end on the way', files: config('{"currentContext": '), expected: { type: 'well-known', deadEnds: [{ problem: { key: 'reasons.config_not_json' } }] } },
  { title: 'a config.json of another shape as a dead end', files: config({ currentContext: 7 }), expected: { type: 'well-known', deadEnds: [{ problem: { key: 'reasons.config_shape' } }] } },
  { title: 'a config.json that may not be read as a dead end', files: { '/home/ada/.docker/config.json': { fails: 'EACCES' } }, expected: { type: 'well-known', deadEnds: [{ problem: { key: 'reasons.config_unreadable' } }] } },
  { title: 'an empty config.json as none', files: config(''), expected: { type: 'well-known', deadEnds: [] } }
]

describe('discoverDocker takes', () => {
  it.each(cases)('$title', async ({ environment = {}, files = {}, setting = null, expected }) => {
    expect(await discoverDocker(testMachine({ environment, files: filesOf(files) }), setting)).toMatchObject(expected)
  })
})

describe('TLS', () => {
  const all = ['ca.pem', 'cert.pem', 'key.pem']
  const find = (files: Record<string, Entry>, environment: Record<string, string> = {}) => discoverDocker(testMachine({ environment, files: filesOf(files) }), null)
  const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString()

  it('comes with a context: its files, verified', async () => {
    const found = await find({ ...config({ currentContext: 'team' }), ...context('team', 'tcp://build:2376'), ...tlsFiles('team', all) })
    const endpoint = found.type === 'named' && found.candidate.endpoint.type === 'tcp' ? found.candidate.endpoint : null
    expect(endpoint).toMatchObject({ host: 'build', port: 2376, tls: { isVerified: true } })
    expect([text(endpoint?.tls?.authority), text(endpoint?.tls?.certificate), text(endpoint?.tls?.key)]).toEqual(all.map((file) => `content of ${file}`))
  })

  it('is not verified only where the context says so', async () => {
    const found = await find({ ...config({ currentContext: 'team' }), ...context('team', 'tcp://build:2376', { skipVerify: true }) })
    expect(found).toMatchObject({ candidate: { endpoint: { tls: { isVerified: false } } } })
  })

  it('is off for a context without files', async () => {
    expect(await find({ ...config({ currentContext: 'team' }), ...context('team', 'tcp://build:2375') })).toMatchObject({ candidate: { endpoint: { tls: null } } })
  })

  it('refuses a certificate without its key', async () => {
    const found = await find({ ...config({ currentContext: 'team' }), ...context('team', 'tcp://build:2376'), ...tlsFiles('team', ['ca.pem', 'cert.pem']) })
    expect(found).toMatchObject(wrong('context team', 'reasons.tls_incomplete'))
  })

  it('refuses files that may not be read', async () => {
    const files = { ...config({ currentContext: 'team' }), ...context('team', 'tcp://build:2376'), [`/home/ada/.docker/contexts/tls/${idOf('team')}/docker/ca.pem`]: { fails: 'EACCES' } as const }
    expect(await find(files)).toMatchObject(wrong('context team', 'reasons.tls_unreadable'))
  })

  it('is turned on for DOCKER_HOST by DOCKER_TLS_VERIFY, with the files of DOCKER_CERT_PATH', async () => {
    const environment = { DOCKER_HOST: 'tcp://build:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }
    const found = await find({ '/certs/ca.pem': 'the authority' }, environment)
    const tls = found.type === 'named' && found.candidate.endpoint.type === 'tcp' ? found.candidate.endpoint.tls : null
    expect(tls?.isVerified).toBe(true)
    expect(text(tls?.authority)).toBe('the authority')
  })

  it('is unverified for DOCKER_HOST with DOCKER_TLS alone, and off without either', async () => {
    expect(await find({}, { DOCKER_HOST: 'tcp://build:2376', DOCKER_TLS: '1' })).toMatchObject({ candidate: { endpoint: { tls: { isVerified: false } } } })
    expect(await find({}, { DOCKER_HOST: 'tcp://build:2376', DOCKER_CERT_PATH: '/certs' })).toMatchObject({ candidate: { endpoint: { tls: null } } })
  })
})

describe('well-known places', () => {
  const pathsOf = async (machine: Parameters<typeof testMachine>[0]): Promise<string[]> => {
    const found = await discoverDocker(testMachine(machine), null)
    return found.type === 'well-known' ? found.candidates.map(({ endpoint }) => ('path' in endpoint ? endpoint.path : '')) : []
  }

  it('on Linux begin with the system, then rootless, then desktops', async () => {
    const paths = await pathsOf({ environment: { XDG_RUNTIME_DIR: '/run/user/1000' } })
    expect(paths).toEqual([
      '/var/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/home/ada/.docker/run/docker.sock',
      '/home/ada/.docker/desktop/docker.sock',
      '/home/ada/.orbstack/run/docker.sock',
      '/home/ada/.rd/docker.sock'
    ])
  })

  it('ignore a relative runtime directory', async () => {
    expect(await pathsOf({ environment: { XDG_RUNTIME_DIR: 'evil' } })).not.toContain('evil/docker.sock')
  })

  it('on macOS have every Colima profile and Lima instance, default first', async () => {
    const files = filesOf({
      '/home/ada/.colima/team/docker.sock': { isSocket: true },
      '/home/ada/.colima/default/docker.sock': { isSocket: true },
      '/home/ada/.colima/_lima/x': '',
      '/home/ada/.lima/docker/sock/docker.sock': { isSocket: true }
    })
    const paths = await pathsOf({ platform: 'darwin', files })
    expect(paths.slice(-3)).toEqual(['/home/ada/.colima/default/docker.sock', '/home/ada/.colima/team/docker.sock', '/home/ada/.lima/docker/sock/docker.sock'])
  })

  it('on Windows are pipes', async () => {
    expect(await pathsOf({ platform: 'win32', userId: null })).toEqual(['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine'])
  })
})

import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHostFiles } from '#platform/host-files'
import { findHomeCovers } from './home-covers'
import type { Host } from './ports/host'

const files = createHostFiles(process.platform as Host['platform'])
const servers: Server[] = []
let home = ''

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'ak-home-')))
})
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed))
  await rm(home, { recursive: true, force: true })
})

async function covers(options: { data?: string; environment?: Readonly<Record<string, string>> } = {}): Promise<string[]> {
  const host = { homeDirectory: home, dataDirectory: options.data ?? join(home, '.local/share/agentkernel-desktop'), environment: (name: string) => options.environment?.[name] }
  return (await findHomeCovers(host as Host, files, '/home/user')).map(({ target, kind }) => `${kind} ${target.replace('/home/user/', '')}`).sort()
}

async function folder(...names: string[]): Promise<void> {
  for (const name of names) await mkdir(join(home, name), { recursive: true })
}

async function socket(name: string): Promise<void> {
  await mkdir(join(home, name, '..'), { recursive: true })
  const server = createServer()
  servers.push(server)
  await new Promise<void>((listening) => server.listen(join(home, name), listening))
}

describe('what is hidden of a home', () => {
  it('is nothing where there is nothing to hide', async () => {
    await folder('project', 'Documents', '.config/nvim')
    expect(await covers()).toEqual([])
  })

  it('is our own data, keys, accounts, browsers and files of tokens, as far as they are there', async () => {
    await folder('.local/share/agentkernel-desktop', '.ssh', '.config/google-chrome/Default', '.config/nvim', '.aws')
    await writeFile(join(home, '.netrc'), 'machine x')
    expect(await covers()).toEqual(['directory .aws', 'directory .config/google-chrome', 'directory .local/share/agentkernel-desktop', 'directory .ssh', 'file .netrc'])
  })

  it('is a data directory anywhere in it', async () => {
    await folder('work/ak')
    expect(await covers({ data: join(home, 'work/ak') })).toEqual(['directory work/ak'])
  })

  it('is every socket that lies open, once, and not what lies under a hidden folder', async () => {
    await socket('.docker/run/docker.sock')
    await socket('.emacs.d/server')
    await socket('agent.sock')
    expect(await covers()).toEqual(['directory .docker', 'file .emacs.d/server', 'file agent.sock'])
  })

  it('is what the environment names: a folder for runtime files, a socket deep down', async () => {
    await socket('.local/run/podman/podman.sock')
    await socket('a/b/c/d/engine.sock')
    const environment = { XDG_RUNTIME_DIR: join(home, '.local/run'), DOCKER_HOST: `unix://${home}/a/b/c/d/engine.sock` }
    expect(await covers({ environment })).toEqual(['directory .local/run', 'file a/b/c/d/engine.sock'])
  })

  it('is what a link leads to', async () => {
    await folder('dotfiles/ssh')
    await symlink('dotfiles/ssh', join(home, '.ssh'))
    await symlink('/etc', join(home, '.aws'))
    expect(await covers()).toEqual(['directory dotfiles/ssh'])
  })

  it('is refused where the home lies in our own data', async () => {
    await expect(covers({ data: join(home, '..') })).rejects.toMatchObject({ code: 'MOUNT_REFUSED' })
  })
})

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Machine } from '#core/ports'
import { createTask } from '../engine-api/testing/real-engines'
import { dependenciesOf } from '../testing/dependencies'
import { filesOf, realFiles, testMachine } from '../testing/machine'
import { startDocker, toStartRemedies } from './start'

const systemd = { '/run/systemd/system/x': '' }
const withPkexec = { ...systemd, '/usr/bin/pkexec': { isProgram: true } } as const

describe('the ways to start Docker', () => {
  it.each<[string, Partial<Machine>, (string | undefined)[][]]>([
    ['on Linux without a desktop are to copy', { files: filesOf(systemd) }, [['sudo systemctl start docker', undefined]]],
    ['on a Linux desktop are done by us, which asks for the password', { files: filesOf(withPkexec), environment: { DISPLAY: ':0' } }, [['sudo systemctl start docker', 'docker.start']]],
    ['as root are done by us', { files: filesOf(systemd), userId: 0 }, [['systemctl start docker', 'docker.start']]],
    ['without systemd are the service command', { files: filesOf({}) }, [['sudo service docker start', undefined]]],
    [
      'prefer Docker Desktop and the rootless engine, which need no password',
      { files: filesOf({ ...systemd, '/opt/docker-desktop/bin/docker-desktop': '', '/home/ada/.config/systemd/user/docker.service': '' }) },
      [['systemctl --user start docker-desktop', 'docker.start'], ['systemctl --user start docker', undefined], ['sudo systemctl start docker', undefined]]
    ],
    ['on macOS open the application', { platform: 'darwin', files: filesOf({ '/Applications/OrbStack.app/x': '' }) }, [['open -a "/Applications/OrbStack.app"', 'docker.start']]],
    ['on macOS without one are Colima', { platform: 'darwin' }, [['colima start', 'docker.start']]]
  ])('%s', async (_title, machine, expected) => {
    const remedies = await toStartRemedies(testMachine(machine))
    expect(remedies.map(({ command, action }) => [command, action])).toEqual(expected)
  })
})

describe('startDocker', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
  })
  afterEach(async () => {
    await rm(home, { recursive: true, force: true })
  })

  const toolsWith = async (script: string) => {
    await writeFile(join(home, 'service'), `#!${execPath}\n${script}`)
    await chmod(join(home, 'service'), 0o755)
    const files = { ...realFiles, stat: (path: string) => (path.startsWith('/run/systemd') ? Promise.reject(new Error('no systemd')) : realFiles.stat(path)) }
    return dependenciesOf({ files, homeDirectory: home, userId: 0, environment: { PATH: home } })
  }

  it('runs the program and returns when Docker is ready', async () => {
    const tools = await toolsWith(`require('fs').writeFileSync(${JSON.stringify(join(home, 'ran'))}, process.argv.slice(2).join(' '))`)
    const answers = [false, true]
    await startDocker(tools, () => Promise.resolve(answers.shift() ?? true), createTask())
    expect(await readFile(join(home, 'ran'), 'utf8')).toBe('docker start')
    expect(answers).toEqual([])
  })

  it('fails with the program’s own words', async () => {
    const tools = await toolsWith(`console.error('docker: unrecognized service'); process.exitCode = 1`)
    await expect(startDocker(tools, () => Promise.resolve(true), createTask())).rejects.toMatchObject({ code: 'ENGINE_FAILED', params: { detail: 'docker: unrecognized service' } })
  })

  it('refuses where there is nothing that we could run', async () => {
    const tools = dependenciesOf({ files: filesOf(systemd) })
    await expect(startDocker(tools, () => Promise.resolve(true), createTask())).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  })
})

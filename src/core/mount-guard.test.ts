import { describe, expect, it } from 'vitest'
import { findMountProblem } from './mount-guard'

const folders = { home: '/home/ada', data: '/home/ada/.local/share/agentkernel-desktop' }

describe('mount guard', () => {
  it.each([
    ['/home/ada/project', null],
    ['/srv/data', null],
    ['/home/ada', 'home'],
    ['/home', 'home'],
    ['/', 'home'],
    ['/etc', 'system'],
    ['/etc/ssl', 'system'],
    ['/run/user/1000', 'system'],
    ['/var/lib/docker/volumes/x', 'system'],
    ['/usr', 'system'],
    ['/home/ada/.ssh', 'secrets'],
    ['/home/ada/.ssh/keys', 'secrets'],
    ['/home/ada/.config/google-chrome/Default', 'secrets'],
    ['/home/ada/.sshfs', null],
    ['/home/ada/.config', 'secrets'],
    ['/home/ada/.config/nvim', null],
    ['/home/ada/.netrc', 'secrets'],
    ['/home/ada/.local/share/agentkernel-desktop', 'own_data'],
    ['/home/ada/.local/share', 'own_data']
  ] as const)('%s: %s', (path, problem) => {
    expect(findMountProblem(path, 'directory', folders)).toBe(problem)
  })

  it('refuses sockets and devices by any name', () => {
    expect(findMountProblem('/home/ada/project/docker.sock', 'other', folders)).toBe('socket')
  })
})

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { toCreateArguments } from './create-arguments'
import { announce } from './findings'
import { deadlines } from './program'
import { testRequest } from './testing/requests'
import { comparePorts } from './verify'

/** Those known bugs of apple/container that no other test here meets; docs/backends/apple.md has all of them by number. */
describe('a create is made so that', () => {
  const { args } = toCreateArguments(testRequest({ hardening: { tmpfs: [{ target: '/tmp', sizeMb: 8, isExecutable: false }] } }), [])

  it('zombies are reaped (#1225): always an init', () => expect(args).toContain('--init'))

  it('the schemes that 1.3.0 took away do not matter (#2099): none is named', () => expect(args.filter((word) => word.startsWith('--scheme'))).toEqual([]))

  it('a tmpfs is not taken for a folder of that name (#2109): options only in the form that had them always', () => {
    expect(args.join(' ')).toContain('--mount type=tmpfs,target=/tmp,size=8m,mode=1777')
    expect(args).not.toContain('--tmpfs')
  })

  it('what is to be hidden of a home is hidden where it can be, and said where not', () => {
    const covers = [{ target: '/home/user/.ssh', kind: 'directory' }, { target: '/home/user/.netrc', kind: 'file' }] as const
    const request = testRequest({ hardening: { covers } })
    expect(toCreateArguments(request, []).args.join(' ')).toContain('--tmpfs /home/user/.ssh')
    expect(announce(request)).toContainEqual(expect.objectContaining({ key: 'covers', actual: 'open: /home/user/.netrc', verdict: 'weaker' }))
  })
})

it('an exec waits longer than a boot of another sandbox, which holds the same lock', () => {
  expect(deadlines.exec).toBeGreaterThanOrEqual(60_000)
})

describe('published ports that macOS resets (#1702, #2067)', () => {
  let server: Server | undefined
  afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())))
  const listen = async (onConnection: (socket: Socket) => void): Promise<number> => {
    server = createServer(onConnection)
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
    return (server.address() as AddressInfo).port
  }
  const compare = async (hostPort: number) => await comparePorts([{ hostAddress: '127.0.0.1', hostPort, sandboxPort: 80, protocol: 'tcp' }])

  it('are told with the way to allow them', async () => {
    expect(await compare(await listen((socket) => socket.resetAndDestroy()))).toMatchObject([{ key: 'ports', verdict: 'unknown', why: { key: 'reasons.apple_local_network' } }])
  })

  it('are not suspected where something answers, or nothing listens yet', async () => {
    const port = await listen((socket) => void socket.resume())
    expect(await compare(port)).toMatchObject([{ verdict: 'enforced' }])
    server?.close()
    server = undefined
    expect(await compare(1)).toMatchObject([{ verdict: 'enforced' }])
  })
})

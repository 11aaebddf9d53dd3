import { expect, it } from 'vitest'
import type { DetachedCommand, Processes } from '#core/ports'
import { testClock } from '../../engine-api/testing/real-engines'
import { filesOf, testMachine } from '../../testing/machine'
import { attachNetwork, type AttachOptions } from './attach-network'
import { uplinkDevice } from './guest-network'

const programs = { unshare: '/bin/unshare', nsenter: '/bin/nsenter', setpriv: '/bin/setpriv', ip: '/bin/ip', nft: '/bin/nft', tee: '/bin/tee', slirp4netns: '/bin/slirp4netns' }

async function startOf(dies: AttachOptions['dies']): Promise<string[]> {
  const started: DetachedCommand[] = []
  const processes: Processes = {
    run: () => Promise.resolve({ exitCode: 0, stdout: '', stderr: '' }),
    start: () => Promise.reject(new Error('nothing is started with streams')),
    startDetached: (command) => {
      started.push(command)
      return Promise.resolve({ processId: 7, ended: new Promise(() => undefined) })
    }
  }
  const machine = testMachine({ files: filesOf({ '/proc/5/net/route': `Iface\tDestination\n${uplinkDevice}\t00000000\t0202000A\n` }) })
  await attachNetwork({ programs, host: { machine, processes }, clock: testClock, processId: 5, allowed: null, outputFile: '/uplink.log', dies, signal: new AbortController().signal }, 'box')
  return started.map(({ file, args }) => [file, ...args].join(' '))
}

it('lets the way out of a sandbox live on when its starter ends', async () => {
  expect(await startOf('by itself')).toEqual([expect.stringMatching(/^\/bin\/slirp4netns .* 5 /)])
})

it('ends the way out of a machine that is made for a moment with whoever made it, however that one ends', async () => {
  expect(await startOf('with us')).toEqual([expect.stringMatching(/^\/bin\/setpriv --pdeathsig KILL -- \/bin\/slirp4netns .* 5 /)])
})

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { image } from '../bare'
import type { Bench, Group } from '../bench'
import { openCountingProxy, type CountingProxy } from '../counting-proxy'
import { bareFolder, launchWindow, memoryOf, productFolder, whyNoWindow } from '../electron-app'
import type { BenchEngine } from '../engines'
import { launchIdleWindow, type IdleWindow } from '../idle-window'
import { median, ratioRow, sideBySide, type Way } from '../measure'
import { createHome, type Home } from '../product'

const sandboxCount = 5
/** A minute and a little, so that the relist of every minute is in it. */
const idleMs = 65_000
/** After the window is usable it may still do what a start needs. */
const settleMs = 3_000

/** The real window on the first engine, against a window with one word in it. */
export const windowGroup: Group = {
  name: 'window',
  run: async (bench) => {
    const [engine] = bench.engines
    const why = whyNoWindow() ?? (existsSync('out/main/index.cjs') ? null : 'the window is not built: npm run build') ?? (engine ? null : 'no engine is here')
    if (why !== null || !engine) return bench.skip('window', why ?? '')
    const home = await createWindowHome(bench, engine)
    await measureStart(bench, home)
    await measureIdle(bench, engine)
  }
}

async function createWindowHome(bench: Bench, engine: BenchEngine): Promise<Home> {
  const home = await createHome(engine.settings)
  bench.afterwards(() => home.remove())
  const app = home.open()
  for (let index = 0; index < sandboxCount; index += 1) await app.sandboxes.create({ name: `window-${index}`, image, backend: engine.kind })
  await app.close()
  return home
}

async function measureStart(bench: Bench, home: Home): Promise<void> {
  const memory = { ours: [] as number[], bare: [] as number[] }
  const open = (name: keyof typeof memory, folder: string, drawn: string): Way => async () => {
    const window = await launchWindow(folder, home.directory)
    await window.page.getByText(drawn, { exact: true }).first().waitFor()
    return async () => {
      await sleep(settleMs)
      memory[name].push(await memoryOf(window.electron))
      await window.electron.close()
    }
  }
  const { ours, bare } = await sideBySide(Math.min(bench.rounds, 5), { ours: open('ours', productFolder, `window-${sandboxCount - 1}`), bare: open('bare', bareFolder, 'Ready') })
  bench.add(ratioRow({ group: 'window', what: 'time until the list is drawn', ours, reference: bare, referenceName: 'bare Electron window' }, 1.5))
  const [megabytes, bareMegabytes] = [median(memory.ours), median(memory.bare)]
  const target = { text: 'at most 1.50 times', isMet: megabytes / bareMegabytes <= 1.5 }
  bench.add({ group: 'window', what: 'memory of all processes', ours: megabytes, reference: bareMegabytes, referenceName: 'bare Electron window', unit: 'MB', target })
}

/** Requests that reach the engine while nothing happens, seen from a socket in front of it: by one window that is seen and, in the same time, one that is not. */
async function measureIdle(bench: Bench, engine: BenchEngine): Promise<void> {
  const [visible, hidden] = await Promise.all([openIdle(bench, engine, 'visible'), openIdle(bench, engine, 'hidden')])
  await hidden.window.hide()
  await sleep(settleMs)
  const before = [visible, hidden].map(({ proxy }) => proxy.requests.length)
  await sleep(idleMs)
  const [seen = [], unseen = []] = [visible, hidden].map(({ proxy }, index) => proxy.requests.slice(before[index]).map(({ line }) => line.replace(/\?.*/, '')))
  // The subscription to events, renewed now and then, is what idling is meant to cost while the window is seen.
  addIdleRow(bench, 'visible', 1, seen.filter((line) => !line.includes('/events')))
  addIdleRow(bench, 'hidden', 0, unseen)
}

async function openIdle(bench: Bench, engine: BenchEngine, name: string): Promise<{ proxy: CountingProxy; window: IdleWindow }> {
  const proxy = await openCountingProxy(join(engine.home.directory, `${name}.sock`), engine.socketPath)
  bench.afterwards(() => proxy.close())
  const endpoint = `unix://${proxy.socketPath}`
  const home = await createHome({ ...engine.settings, ...(engine.kind === 'docker' ? { dockerEndpoint: endpoint } : { podmanEndpoint: endpoint }) })
  bench.afterwards(() => home.remove())
  const app = home.open()
  await app.sandboxes.create({ name, image, backend: engine.kind })
  await app.close()
  const asked = proxy.requests.length
  const window = await launchIdleWindow(home.directory)
  bench.afterwards(() => window.close())
  while (!proxy.requests.slice(asked).some(({ line }) => line.includes('/events'))) await sleep(100)
  await sleep(settleMs)
  return { proxy, window }
}

function addIdleRow(bench: Bench, state: string, atMost: number, requests: readonly string[]): void {
  if (requests.length > 0) console.error(`  ${state}: ${requests.join(', ')}`)
  const target = { text: `at most ${atMost} a minute`, isMet: requests.length <= atMost }
  bench.add({ group: 'window', what: `questions to the engine while idle and ${state} (${idleMs / 1000} s)`, ours: requests.length, reference: atMost, referenceName: 'relist a minute', unit: 'requests', target })
}

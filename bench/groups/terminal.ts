import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { image } from '../bare'
import type { Bench, Group } from '../bench'
import { launchWindow, memoryOf, productFolder, whyNoWindow, type RunningWindow } from '../electron-app'
import type { BenchEngine } from '../engines'
import { floodEnd, openGeneratingEngine } from '../generating-engine'
import { median } from '../measure'
import { createHome } from '../product'
import { TerminalPage } from '../terminal-page'

const floodBytes = 64 * 1024 * 1024
const floodMegabytes = floodBytes / 1e6
const rounds = 3
const sandbox = 'flooded'
const sentence = 'The quick brown fox jumps over the lazy dog 0123456789. The quick brown fox jumps'

/** From a source to the screen of the real window. */
export const terminalGroup: Group = {
  name: 'terminal',
  run: async (bench) => {
    const why = whyNoWindow() ?? (existsSync('out/main/index.cjs') ? null : 'the window is not built: npm run build')
    if (why !== null) return bench.skip('terminal', why)
    await measureGenerated(bench)
    const engine = bench.engines[0]
    if (!engine) return bench.skip('terminal: from a sandbox', 'no engine is here')
    await measureSandbox(bench, engine)
  }
}

async function measureGenerated(bench: Bench): Promise<void> {
  const home = await createHome({})
  bench.afterwards(() => home.forget())
  const socketPath = join(home.directory, 'generator.sock')
  const generator = await openGeneratingEngine(socketPath, floodBytes)
  bench.afterwards(() => generator.close())
  const app = home.open()
  await app.settings.set({ defaultBackend: 'docker', dockerEndpoint: `unix://${socketPath}` })
  await app.sandboxes.create({ name: sandbox, image, network: false })
  await app.close()
  const { terminal, window } = await openTerminal(bench, home.directory)
  const before = await memoryOf(window.electron)
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    times.push(await terminal.run('', floodEnd))
    await terminal.type('')
    await sleep(300)
    await terminal.see(new RegExp(`${floodEnd}\\n\\$\\s*$`), 60_000)
  }
  const speed = (floodMegabytes / median(times)) * 1000
  bench.add({ group: 'terminal', what: `generated ${floodMegabytes.toFixed(0)} MB to the screen`, ours: speed, reference: 20, referenceName: 'wanted', unit: 'MB/s', target: { text: 'at least 20 MB/s', isMet: speed >= 20 } })
  await sleep(2_000)
  addMemoryRow(bench, before, await memoryOf(window.electron), rounds * 2)
}

/** What the window may hold of all that went through it: its scrollback, caches, and nothing that grows with the flood. */
const mayGrowMegabytes = 150

function addMemoryRow(bench: Bench, before: number, after: number, floods: number): void {
  const target = { text: `at most ${mayGrowMegabytes} MB more`, isMet: after - before <= mayGrowMegabytes }
  bench.add({ group: 'terminal', what: `memory after ${(floods * floodMegabytes).toFixed(0)} MB of output`, ours: after, reference: before, referenceName: 'before', unit: 'MB', target })
}

async function openTerminal(bench: Bench, home: string): Promise<{ terminal: TerminalPage; window: RunningWindow }> {
  const window = await launchWindow(productFolder, home)
  bench.afterwards(() => window.electron.close())
  const terminal = new TerminalPage(window.page)
  await terminal.open(sandbox)
  return { terminal, window }
}

async function measureSandbox(bench: Bench, engine: BenchEngine): Promise<void> {
  const home = await createHome(engine.settings)
  bench.afterwards(() => home.remove())
  const app = home.open()
  const { id } = await app.sandboxes.create({ name: sandbox, image, backend: engine.kind })
  const { engineObjectId = '' } = await app.sandboxes.start({ sandbox: id })
  await app.close()
  const container = engine.connect().getContainer(engineObjectId)
  await bareRead(container, ['sh', '-c', `yes '${sentence}' | head -c ${floodBytes} > /tmp/big`])
  const { terminal } = await openTerminal(bench, home.directory)
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await bareRead(container, ['cat', '/tmp/big'])
    bare.push(performance.now() - begun)
    ours.push(await terminal.run(`clear; cat /tmp/big; echo; echo flood-is-'over'`, floodEnd))
  }
  const [speed, bareSpeed] = [ours, bare].map((times) => (floodMegabytes / median(times)) * 1000) as [number, number]
  bench.add({ group: 'terminal', what: `${engine.title}: ${floodMegabytes.toFixed(0)} MB from a sandbox to the screen`, ours: speed, reference: bareSpeed, referenceName: 'bare reader of the same TTY', unit: 'MB/s', target: { text: 'at least half', isMet: speed >= bareSpeed / 2 } })
  await measureInterrupt(bench, engine, terminal)
}

async function measureInterrupt(bench: Bench, engine: BenchEngine, terminal: TerminalPage): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    await terminal.type(`clear; yes '${sentence}'`)
    await sleep(1_500)
    times.push(await terminal.interrupt())
  }
  const ms = median(times)
  bench.add({ group: 'terminal', what: `${engine.title}: Ctrl-C in the middle of it`, ours: ms, reference: 200, referenceName: 'wanted', unit: 'ms', target: { text: 'within 200 ms', isMet: ms <= 200 } })
}

/** Reads a command's terminal to its end and drops it. */
async function bareRead(container: Dockerode.Container, argv: string[]): Promise<void> {
  const exec = await container.exec({ Cmd: argv, AttachStdout: true, AttachStderr: true, Tty: true })
  const stream = await exec.start({ hijack: true, stdin: false, Tty: true })
  await new Promise<void>((resolve, reject) => stream.on('data', () => {}).once('end', resolve).once('error', reject))
}

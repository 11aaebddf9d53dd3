import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { Bench, type Group } from './bench'
import { openEngines } from './engines'
import { appleGroup } from './groups/apple'
import { commandGroup } from './groups/command'
import { engineGroup } from './groups/engine'
import { firecrackerGroup } from './groups/firecracker'
import { listGroup } from './groups/list'
import { manyGroup } from './groups/many'
import { terminalGroup } from './groups/terminal'
import { windowGroup } from './groups/window'
import { toTable } from './report'

/** Each in a file of its own; they run in this order. */
const groups: readonly Group[] = [engineGroup, commandGroup, listGroup, manyGroup, windowGroup, terminalGroup, appleGroup, firecrackerGroup]

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: groups.map(({ name }) => name).join(',') },
    rounds: { type: 'string', default: '11' },
    json: { type: 'string', default: 'test-results/bench.json' }
  }
})

await runBenchmarks(options.only.split(','), Number(options.rounds))

async function runBenchmarks(names: readonly string[], rounds: number): Promise<void> {
  const unknown = names.filter((name) => !groups.some((group) => group.name === name))
  if (unknown.length > 0) throw new Error(`no such group: ${unknown.join(', ')}; there are ${groups.map(({ name }) => name).join(', ')}`)
  const absent: string[] = []
  const bench = new Bench(await openEngines(process.env, (what, why) => absent.push(`${what}: ${why}`)), rounds)
  try {
    for (const group of groups.filter(({ name }) => names.includes(name))) await runGroup(group, bench)
  } finally {
    for (const { home } of bench.engines) await home.remove()
  }
  console.log(`\n${toTable(bench.rows)}\n`)
  for (const line of [...absent, ...bench.skipped]) console.log(`Not measured: ${line}`)
  await mkdir(dirname(options.json), { recursive: true })
  await writeFile(options.json, `${JSON.stringify({ at: new Date().toISOString(), node: process.version, rounds, rows: bench.rows, notMeasured: [...absent, ...bench.skipped] }, null, 2)}\n`)
}

/** A group that fails says so in its line; the others still run. What it found is shown at once. */
async function runGroup(group: Group, bench: Bench): Promise<void> {
  console.error(`measuring ${group.name}...`)
  const [begun, before] = [performance.now(), bench.rows.length]
  try {
    await group.run(bench)
  } catch (error) {
    bench.skip(group.name, error instanceof Error ? error.message : String(error))
  } finally {
    await bench.takeBack()
  }
  const rows = bench.rows.slice(before)
  console.error(`${rows.length > 0 ? `${toTable(rows)}\n` : ''}${group.name} took ${((performance.now() - begun) / 1000).toFixed(0)} s\n`)
}

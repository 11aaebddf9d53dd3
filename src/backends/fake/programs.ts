import { follow, parentPath, type FileNode } from './file-tree'
import type { FakeProcess, Program } from './process'

const encoder = new TextEncoder()

/** The small set of tools that images of the fake have, with the behaviour the conformance suite counts on. */
export const basicPrograms: ReadonlyMap<string, Program> = new Map<string, Program>(
  Object.entries({
    true: () => 0,
    false: () => 1,
    echo: async (process) => {
      await process.print(`${argumentsOf(process).join(' ')}\n`)
      return 0
    },
    printf: async (process) => {
      const [format = '', ...values] = argumentsOf(process)
      for (const text of formatAll(format, values)) await process.print(text)
      return 0
    },
    env: async (process) => {
      for (const [name, value] of Object.entries(process.environment)) await process.print(`${name}=${value}\n`)
      return 0
    },
    pwd: async (process) => {
      await process.print(`${process.workingDirectory}\n`)
      return 0
    },
    id: async (process) => {
      await process.print(`${/^\d+/.exec(process.start.user)?.[0] ?? (process.start.user === 'root' ? '0' : '1000')}\n`)
      return 0
    },
    sleep: async (process) => {
      await process.machine.clock.sleep(Number(argumentsOf(process)[0] ?? 0) * 1000, process.signal)
      return 0
    },
    cat,
    head,
    yes: async (process) => {
      const line = encoder.encode('y\n'.repeat(2048))
      while (!process.signal.aborted) await process.start.stdout(line)
      return 0
    },
    wc: async (process) => {
      let count = 0
      for await (const data of inputOf(process)) count += data.length
      await process.print(`${count}\n`)
      return 0
    },
    ls: async (process) => {
      for (const path of pathsOf(process)) {
        if (!follow(process.machine.files, path)) throw new Error(`${path}: No such file or directory`)
        for (const name of process.machine.files.names(follow(process.machine.files, path)?.path ?? path)) await process.print(`${name}\n`)
      }
      return 0
    },
    mkdir: (process) => {
      for (const path of pathsOf(process)) process.machine.files.set(path, { type: 'directory', mode: 0o755 })
      return 0
    },
    rm: (process) => {
      for (const path of pathsOf(process)) process.machine.files.remove(path)
      return 0
    },
    ln: (process) => {
      const [target = '', name = ''] = argumentsOf(process).filter((argument) => !argument.startsWith('-'))
      process.machine.files.set(process.resolve(name), { type: 'link', target, mode: 0o777 })
      return 0
    },
    test: (process) => {
      const [flag, path = ''] = argumentsOf(process)
      const node = follow(process.machine.files, process.resolve(path))?.node
      return node && (flag === '-e' || (flag === '-d') === (node.type === 'directory')) ? 0 : 1
    },
    ps: async (process) => {
      for (const other of process.machine.processes.values()) await process.print(`${other.id} ${other.start.argv.join(' ')}\n`)
      return 0
    },
    kill: (process) => {
      const signal = argumentsOf(process).includes('-9') ? 'KILL' : 'TERM'
      for (const id of argumentsOf(process)) process.machine.processes.get(Number(id))?.send(signal)
      return 0
    },
    stty: async (process) => {
      const size = process.start.terminal?.size
      if (!size) throw new Error('standard input: Not a tty')
      await process.print(`${size.rows} ${size.columns}\n`)
      return 0
    }
  } satisfies Record<string, Program>)
)

export function argumentsOf(process: FakeProcess): readonly string[] {
  return process.start.argv.slice(1)
}

function pathsOf(process: FakeProcess): string[] {
  const named = argumentsOf(process).filter((argument) => !argument.startsWith('-'))
  return (named.length > 0 ? named : ['.']).map((path) => process.resolve(path))
}

async function* inputOf(process: FakeProcess): AsyncIterable<Uint8Array> {
  for (let data = await process.start.stdin.read(process.signal); data; data = await process.start.stdin.read(process.signal)) yield data
}

function readFile(process: FakeProcess, path: string): FileNode & { type: 'file' } {
  const node = follow(process.machine.files, process.resolve(path))?.node
  if (!node) throw new Error(`can't open '${path}': No such file or directory`)
  if (node.type !== 'file') throw new Error(`read error: Is a directory`)
  return node
}

async function cat(process: FakeProcess): Promise<number> {
  const names = argumentsOf(process)
  for (const name of names) await process.start.stdout(readFile(process, name).data)
  if (names.length === 0) for await (const data of inputOf(process)) await process.start.stdout(data)
  return 0
}

/** `head -c N FILE`; of `/dev/zero` there is always more. */
async function head(process: FakeProcess): Promise<number> {
  const [, count = '0', name = '/dev/zero'] = argumentsOf(process)
  const isEndless = name === '/dev/zero'
  const source = isEndless ? new Uint8Array(16_384) : readFile(process, name).data
  for (let left = Number(count); left > 0 && !process.signal.aborted; left -= source.length) {
    await process.start.stdout(source.subarray(0, left))
    if (!isEndless) break
  }
  return 0
}

function formatAll(format: string, values: readonly string[]): string[] {
  const text = format.replaceAll(/\\([nrt\\])/g, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? '\\')
  if (!text.includes('%s')) return [text]
  const perRound = text.split('%s').length - 1
  const rounds = Math.max(1, Math.ceil(values.length / perRound))
  return Array.from({ length: rounds }, (_, round) => {
    let index = round * perRound
    return text.replaceAll('%s', () => values[index++] ?? '')
  })
}

/** Writes a file, its directory made when absent. */
export function writeFile(process: FakeProcess, path: string, data: Uint8Array, append: boolean): void {
  const { files } = process.machine
  const target = follow(files, path)?.path ?? path
  const before = files.get(target)
  if (files.get(parentPath(target))?.type !== 'directory') throw new Error(`can't create ${path}: nonexistent directory`)
  const old = append && before?.type === 'file' ? before.data : new Uint8Array()
  files.set(target, { type: 'file', data: concatenate([old, data]), mode: before?.mode ?? 0o644 })
}

export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join, parse } from 'node:path'
import type { Clock, Log } from '#core/ports'
import { redact, redactText } from './redact'

const maxFileBytes = 2 * 1_048_576
const keptFiles = 3

export interface FileLogOptions {
  readonly directory: string
  /** One file per kind of process: `window`, `command`. */
  readonly name: string
  readonly clock: Clock
}

export interface FileLog extends Log {
  /** A value that must never be written, whatever it is found in. */
  addSecret(value: string): void
  /** Resolves when everything said so far is in the file: before a process exits. */
  flush(): Promise<void>
}

type Level = 'info' | 'warn' | 'error'
type Write = (level: Level, line: string) => void

/** A log in a file that only we can read, of bounded size. Nothing is loaded or made before the first line. */
export function createFileLog(options: FileLogOptions): FileLog {
  const secrets = new Set<string>()
  let opening: Promise<Write> | null = null
  let pending: Promise<void> = Promise.resolve()

  const say = (level: Level, message: string, fields?: Record<string, unknown>): void => {
    const line = formatLine(new Date(options.clock.now()), level, message, fields, secrets)
    opening ??= openLogFile(options)
    // A log that cannot be written must not end what it tells about.
    pending = Promise.all([opening, pending]).then(([write]) => write(level, line)).catch(() => undefined)
  }
  return {
    info: (message, fields) => say('info', message, fields),
    warn: (message, fields) => say('warn', message, fields),
    error: (message, fields) => say('error', message, fields),
    addSecret: (value) => void secrets.add(value),
    flush: () => pending
  }
}

function formatLine(at: Date, level: Level, message: string, fields: Record<string, unknown> | undefined, secrets: ReadonlySet<string>): string {
  const said = redactText(message, secrets).replaceAll(/[\r\n]+/g, ' ')
  const more = fields && Object.keys(fields).length > 0 ? ` ${JSON.stringify(redact(fields, secrets))}` : ''
  return `${at.toISOString()} ${level.padEnd(5)} ${said}${more}`
}

async function openLogFile({ directory, name }: FileLogOptions): Promise<Write> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { default: electronLog } = await import('electron-log/node')
  const logger = electronLog.create({ logId: `agentkernel-${name}-${directory}` })
  const { file, console: terminal } = logger.transports
  // stdout and stderr belong to the person.
  terminal.level = false
  file.level = 'silly'
  file.format = '{text}'
  file.maxSize = maxFileBytes
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.resolvePathFn = () => join(directory, `${name}.log`)
  file.archiveLogFn = (old) => rotate(old.toString())
  return (level, line) => logger[level](line)
}

/** `window.log` becomes `window.1.log`, and so on; the oldest goes. */
function rotate(path: string): void {
  const { dir, name, ext } = parse(path)
  const numbered = (number: number): string => (number === 0 ? path : join(dir, `${name}.${number}${ext}`))
  for (let number = keptFiles - 1; number > 0; number--) if (existsSync(numbered(number - 1))) renameSync(numbered(number - 1), numbered(number))
}

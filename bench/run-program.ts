import { spawn } from 'node:child_process'

export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a program to its end, its output dropped. Rejects when it fails, so that no failure is timed as a success. */
export function runProgram({ file, args, environment }: Program): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } })
    let complaint = ''
    child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()))
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${file} ${args.join(' ')} ended with ${code}: ${complaint.trim()}`))))
  })
}

export async function hasProgram(file: string): Promise<boolean> {
  return await runProgram({ file, args: ['--version'] }).then(
    () => true,
    () => false
  )
}

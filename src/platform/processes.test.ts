import { spawn } from 'node:child_process'
import { execPath } from 'node:process'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createProcesses } from './processes'
import { buildProgram } from './testing/build-program'

const processes = createProcesses()
const node = (script: string, ...args: string[]) => ({ file: execPath, args: ['-e', script, ...args], environment: { ONLY: 'this' } })

describe('processes', () => {
  it('gives a program its arguments, input and nothing but the environment it was given', async () => {
    const script = 'process.stdin.on("data", (d) => process.stdout.write(JSON.stringify([process.argv.slice(1), String(d), process.env.ONLY, process.env.PATH ?? null])))'
    const result = await processes.run(node(script, 'a b', '$(x)'), { input: 'hello', timeoutMs: 5000 })
    expect(JSON.parse(result.stdout)).toEqual([['a b', '$(x)'], 'hello', 'this', null])
    expect(result.exitCode).toBe(0)
  })

  it('answers with exit code and words of a program that fails', async () => {
    const result = await processes.run(node('console.error("no"); process.exitCode = 3'), { timeoutMs: 5000 })
    expect(result).toEqual({ exitCode: 3, stdout: '', stderr: 'no\n' })
  })

  it('answers a program that is not there with the system code', async () => {
    const result = await processes.run({ file: '/nowhere/program', args: [], environment: {} }, { timeoutMs: 5000 })
    expect(result).toMatchObject({ exitCode: null, failure: 'ENOENT' })
  })

  it('ends a program that takes too long, also one that ignores SIGTERM', async () => {
    const stubborn = node('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")')
    const result = await processes.run(stubborn, { timeoutMs: 300 })
    expect(result).toMatchObject({ exitCode: null, failure: 'timeout' })
  })

  it('does not believe a program that was ended for its time and says that all is well', async () => {
    const polite = node('process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000)')
    expect(await processes.run(polite, { timeoutMs: 300 })).toMatchObject({ exitCode: null, failure: 'timeout' })
  })

  it('ends a program that says too much', async () => {
    const result = await processes.run(node('setInterval(() => process.stdout.write("x".repeat(65536)), 1)'), { timeoutMs: 10_000, maxOutputBytes: 100_000 })
    expect(result.exitCode).toBeNull()
    expect(result.stdout.length).toBeLessThanOrEqual(100_000)
  })

  it('rejects with the reason of the signal that ended it', async () => {
    const controller = new AbortController()
    const running = processes.run(node('setInterval(() => {}, 1000)'), { timeoutMs: 10_000, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })

  it('streams both ways and tells the end with the last words', async () => {
    const running = await processes.start(node('process.stdin.on("data", (d) => process.stdout.write(d)).on("end", () => { console.error("bye"); process.exitCode = 4 })'))
    await running.write(Buffer.from('ping'))
    running.endInput()
    let text = ''
    for await (const piece of running.output) text += Buffer.from(piece).toString()
    expect(text).toBe('ping')
    expect(await running.ended).toEqual({ exitCode: 4, stderr: 'bye\n' })
  })

  it('starts a program outside of our process group, so that Ctrl-C in our terminal does not reach it', async () => {
    const running = await processes.start(node('console.log(require("child_process").execFileSync("/bin/ps", ["-o", "pid=,pgid=", "-p", String(process.pid)], { encoding: "utf8" }))'))
    let text = ''
    for await (const piece of running.output) text += Buffer.from(piece).toString()
    const [pid, group] = text.trim().split(/\s+/)
    expect(group).toBe(pid)
  })

  it('rejects to start what is not there', async () => {
    const nothing = { file: '/nowhere/program', args: [], environment: {} }
    await expect(processes.start(nothing)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(processes.startDetached(nothing)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('starts a program that is told of its end while we live', async () => {
    const detached = await processes.startDetached(node('process.exitCode = 7'))
    expect(detached.processId).toBeGreaterThan(1)
    expect(await detached.ended).toEqual({ exitCode: 7 })
  })

  it('starts a program that outlives us without the descriptors that we inherited ourselves', async ({ skip }) => {
    skip(process.platform !== 'linux', 'it looks at descriptors through /proc, which is only on Linux')
    const program = await buildProgram('src/platform/testing/detached-program.ts', 'detached-program')
    const parent = spawn(execPath, [program, 'readlink /proc/$$/fd/9'], { stdio: ['ignore', 'pipe', 'inherit', ...Array.from({ length: 7 }, () => 'pipe' as const)] })
    expect(parent.stdout && (await text(parent.stdout))).toBe('/dev/null')
  })
})

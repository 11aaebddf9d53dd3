import { spawn, type IPty } from '@lydell/node-pty'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commandFile, createHome, findEngines, noEngine, type Home } from './testing/command'

const [engine] = findEngines()
const patience = { timeout: 20_000 }
/** The shell of the image asks for the cursor's place after it. */
const prompt = /\/ # /

/** A command in a terminal of its own, as a person has it. */
function openTerminal(home: Home, words: readonly string[], shell = false) {
  const line = [process.execPath, commandFile, ...words]
  const [file = '', ...rest] = shell ? ['/bin/sh', '-c', `${line.map((word) => `'${word}'`).join(' ')}; echo "code=$?"; stty -a | grep -o -- '-\\?icanon'`] : line
  const pty: IPty = spawn(file, rest, { cols: 100, rows: 30, cwd: home.folder, env: { ...home.environment, TERM: 'xterm-256color' } })
  let output = ''
  let code: number | null = null
  pty.onData((data) => (output += data))
  pty.onExit(({ exitCode }) => (code = exitCode))
  return {
    pty,
    output: () => output,
    type: (text: string) => pty.write(text),
    code: () => code
  }
}

describe('a terminal', () => {
  beforeEach(({ skip }) => skip(engine === undefined, noEngine))
  let home: Home
  beforeAll(async () => {
    home = await createHome(engine)
    await home.run(['create', 'term', '-q'])
    await home.run(['start', 'term'])
    return home.dispose
  })

  it('answers what is typed in attach, and ends with the code of the shell', async () => {
    const terminal = openTerminal(home, ['attach', '-e', 'WHO=ann', 'term'])
    await expect.poll(terminal.output, patience).toMatch(prompt)
    terminal.type('echo "[$((6*7))] $WHO $TERM"\r')
    await expect.poll(terminal.output, patience).toMatch('[42] ann xterm-256color')
    terminal.type('exit 5\r')
    await expect.poll(terminal.code, patience).toBe(5)
  })

  it('has our size, and follows it', async () => {
    const terminal = openTerminal(home, ['exec', '-t', 'term', 'sh'])
    await expect.poll(terminal.output, patience).toMatch(prompt)
    terminal.type('stty size; echo first\r')
    await expect.poll(terminal.output, patience).toMatch(/30 100\r\nfirst/)
    terminal.pty.resize(77, 22)
    terminal.type('sleep 1; stty size; echo second\r')
    await expect.poll(terminal.output, patience).toMatch(/22 77\r\nsecond/)
    terminal.type('exit\r')
    await expect.poll(terminal.code, patience).toBe(0)
  })

  it('shows what the program sends as it is: a line feed is one line down, nothing more', async () => {
    const terminal = openTerminal(home, ['exec', '-t', 'term', 'sh', '-c', String.raw`stty -opost; printf 'a\nb\r\nc'`])
    await expect.poll(terminal.code, patience).toBe(0)
    expect(terminal.output()).toBe('a\nb\r\nc')
  })

  it('sends Ctrl-C to the program inside, not to us', async () => {
    const terminal = openTerminal(home, ['exec', '-t', 'term', 'sh'])
    await expect.poll(terminal.output, patience).toMatch(prompt)
    terminal.type('sleep 3210\r')
    await new Promise((resolve) => setTimeout(resolve, 500))
    terminal.type('\u0003')
    terminal.type('echo alive=$((40+2))\r')
    await expect.poll(terminal.output, patience).toMatch('alive=42')
    terminal.type('exit\r')
    await expect.poll(terminal.code, patience).toBe(0)
  })

  it('leaves the program running on the detach keys, and gives the terminal back', async () => {
    const terminal = openTerminal(home, ['exec', '-t', 'term', 'sh'], true)
    await expect.poll(terminal.output, patience).toMatch(prompt)
    terminal.type('sleep 2109\r')
    await new Promise((resolve) => setTimeout(resolve, 500))
    terminal.type('\u0010')
    terminal.type('\u0011')
    await expect.poll(terminal.output, patience).toMatch(/Detached\. The program goes on/)
    await expect.poll(terminal.output, patience).toMatch(/code=0\r\nicanon/)
    expect((await home.run(['exec', 'term', 'sh', '-c', 'ps | grep -c "[s]leep 2109"'])).stdout.trim()).toBe('1')
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('gives the terminal back when it is ended by %s', async (signal) => {
    const terminal = openTerminal(home, ['exec', '-t', 'term', 'sh'], true)
    await expect.poll(terminal.output, patience).toMatch(prompt)
    const { execFileSync } = await import('node:child_process')
    const own = execFileSync('pgrep', ['-P', String(terminal.pty.pid)]).toString().trim().split('\n')[0] ?? ''
    process.kill(Number(own), signal)
    await expect.poll(terminal.output, patience).toMatch(new RegExp(`code=${signal === 'SIGTERM' ? 143 : 129}\\r\\nicanon`))
    expect(terminal.output()).toContain('\u001B[?1049l')
  })

  it('refuses a sandbox that is not running in the words of the upstream tool', async () => {
    await home.run(['create', 'down', '-q'])
    const terminal = openTerminal(home, ['attach', 'down'])
    await expect.poll(terminal.output, patience).toMatch("Sandbox 'down' is not running. Start it with: agentkernel start down")
    await expect.poll(terminal.code, patience).toBe(125)
  })
})

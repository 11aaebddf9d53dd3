import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createHome, errorSchema, findEngines, noEngine, parseJson, type Home } from './testing/command'

const engines = findEngines()

for (const engine of engines.length > 0 ? engines : [undefined]) {
  const backend = engine?.backend ?? 'an engine'
  describe(`the command on ${backend}`, () => {
    beforeEach(({ skip }) => skip(engine === undefined, noEngine))
    let home: Home
    beforeAll(async () => {
      home = await createHome(engine)
      return home.dispose
    })

    it('creates, starts, uses, stops and removes a sandbox, with data on stdout and words on stderr', async () => {
      const created = await home.run(['create', 'web', '--memory', '128m', '--label', 'team=a', '-e', 'GREETING=hi'])
      expect(created).toMatchObject({ code: 0, stdout: '' })
      expect(created.stderr).toContain("Creating sandbox 'web' with image 'alpine:3.20'...\n  vCPUs: 1\n  Memory: 128 MB\n")
      expect(created.stderr).toContain("Sandbox 'web' created.")
      expect((await home.run(['list'])).stdout).toBe(`NAME                 STATUS     BACKEND\nweb                  stopped    ${backend}\n`)
      expect((await home.run(['exec', 'web', 'true'])).stderr).toBe("Error: Sandbox 'web' is not running. Start it with: agentkernel start web\n")

      expect(await home.run(['start', 'web'])).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining("Sandbox 'web' started.") })
      expect(await home.run(['start', 'web'])).toMatchObject({ code: 0, stderr: expect.stringContaining("Sandbox 'web' is already running") })
      expect(await home.run(['exec', 'web', '--', 'sh', '-c', 'echo $GREETING; echo oops >&2; echo kept > /root/f; exit 7'])).toEqual({ code: 7, stdout: 'hi\n', stderr: 'oops\n' })
      expect(await home.run(['remove', 'web'])).toMatchObject({ code: 1, stderr: expect.stringContaining('is running. Stop it first, or remove it with --force') })

      expect(await home.run(['stop', 'web'])).toMatchObject({ code: 0, stderr: expect.stringContaining("Sandbox 'web' stopped.") })
      expect((await home.run(['stop', 'web'])).code).toBe(0)
      await home.run(['start', 'web'])
      expect((await home.run(['exec', 'web', 'cat', '/root/f'])).stdout).toBe('kept\n')
      expect(await home.run(['rename', 'web', 'site'])).toMatchObject({ code: 0 })
      expect((await home.run(['exec', 'web', 'true'])).code).toBe(125)
      expect((await home.run(['restart', 'site'])).code).toBe(0)
      expect(await home.run(['rm', '-f', 'site'])).toMatchObject({ code: 0, stderr: expect.stringContaining("Sandbox 'site' removed.") })
      expect(await home.run(['remove', 'site'])).toMatchObject({ code: 1, stderr: expect.stringContaining("'site' not found") })
    })

    it('tells of a set-up that failed, and runs it again when asked', async () => {
      const template = join(home.folder, 'unlucky.json')
      await writeFile(template, JSON.stringify({ title: 'Unlucky', kind: 'language', spec: { image: 'alpine:3.20' }, setUp: [['sh', '-c', 'test -e /root/luck || { echo no luck; exit 3; }']] }))
      await home.run(['templates', 'save', 'unlucky', template])
      await home.run(['create', 'gambler', '--template', 'unlucky', '-q'])
      expect(await home.run(['start', 'gambler'])).toMatchObject({ code: 0, stderr: expect.stringMatching(/set-up failed[^]*no luck[^]*agentkernel start gambler --set-up/) })
      expect(await home.run(['start', 'gambler', '--set-up'])).toMatchObject({ code: 1, stderr: expect.stringContaining('no luck') })
      await home.run(['exec', 'gambler', 'touch', '/root/luck'])
      expect(await home.run(['start', 'gambler', '--set-up'])).toMatchObject({ code: 0, stderr: expect.stringContaining("Sandbox 'gambler' is set up.") })
      await home.run(['remove', '-f', 'gambler'])
    })

    it('shows the folder a sandbox was made from, and says what is missing for it', async () => {
      const bin = join(home.folder, 'bin')
      await mkdir(bin)
      await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > '${bin}/shown'\n`, { mode: 0o755 })
      await mkdir(join(home.folder, 'project'))
      await home.run(['create', 'copied', '-q', '--dir', join(home.folder, 'project')])
      await home.run(['create', 'alone', '-q'])
      const environment = { PATH: `${bin}:/usr/bin:/bin` }
      expect(await home.run(['open', 'copied'], { environment })).toMatchObject({ code: 0, stderr: expect.stringContaining('project') })
      expect(await readFile(join(bin, 'shown'), 'utf8')).toBe(join(home.folder, 'project'))
      expect(await home.run(['open', 'alone'], { environment })).toMatchObject({ code: 1, stderr: expect.stringContaining("No folder of this machine belongs to 'alone'") })
      expect(await home.run(['open', 'copied', '--editor', 'emacs'], { environment })).toMatchObject({ code: 1, stderr: expect.stringContaining('emacs') })
      await home.run(['remove', 'copied', 'alone'])
    })

    it('starts on the backend it was made on, and checks the one that is named', async () => {
      await home.run(['create', 'fixed', '-q'])
      expect(await home.run(['start', 'fixed', '-B', 'virtualbox'])).toMatchObject({ code: 2, stderr: expect.stringContaining("Unknown backend 'virtualbox'") })
      expect(await home.run(['start', 'fixed', '-B', 'apple'])).toMatchObject({ code: 1, stderr: expect.stringContaining("Backend 'apple' is not ready") })
      expect((await home.run(['list'])).stdout).toMatch(/^fixed +stopped/m)
      expect(await home.run(['start', 'fixed', '-B', backend])).toMatchObject({ code: 0, stderr: expect.not.stringContaining('stays on') })
      const other = engines.find((one) => one.backend !== backend)?.backend ?? backend
      const elsewhere = await home.run(['start', 'fixed', '-B', other])
      expect(elsewhere.stderr).toContain(other === backend ? 'already running' : elsewhere.code === 0 ? `stays on ${backend}` : `Backend '${other}' is not ready`)
      await home.run(['remove', '-f', 'fixed'])
    })

    it('makes no sandbox that is to reach certain hosts only where nothing would keep it to them', async () => {
      const refused = await home.run(['create', 'kept', '--allow', 'example.org:443'])
      expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('cannot keep a sandbox to a list of hosts') })
      expect(refused.stderr).toContain('--backend firecracker')
      expect((await home.run(['list', '-q'])).stdout).not.toContain('kept')
    })

    it('says in what choices loosen the profile, when it is made and later', async () => {
      const made = await home.run(['create', 'loose', '--profile', 'restrictive', '--network', '--user', 'root', '--memory', '512m', '--mount', `${home.folder}/open:/open:rw`])
      expect(made).toMatchObject({ code: 1, stderr: expect.stringContaining('/open does not exist') })
      await mkdir(join(home.folder, 'open'))
      const { stderr } = await home.run(['create', 'loose', '--profile', 'restrictive', '--network', '--user', 'root', '--memory', '512m', '--mount', `${home.folder}/open:/open:rw`])
      const lines = ['Looser than its profile', '  It has a network; the restrictive profile means none.', '  It may write to the folder of this machine that is at /open.', '  It runs as root', '  It may use 512 MB of memory; the restrictive profile means 256 MB.']
      for (const line of lines) expect(stderr).toContain(line)
      const { stdout } = await home.run(['info', 'loose'])
      for (const line of lines) expect(stdout).toContain(line)
      await home.run(['remove', 'loose'])
    })

    it('refuses what cannot be, and leaves nothing behind', async () => {
      await home.run(['create', 'taken', '-q'])
      expect(await home.run(['create', 'taken'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: Sandbox 'taken' already exists/) })
      expect(await home.run(['create', 'a', '--image', 'agentkernel-test/nothing-here:1'])).toMatchObject({ code: 1 })
      expect(await home.run(['create', 'a', '--mount', '/not/there:/x'])).toMatchObject({ code: 1, stderr: expect.stringContaining('/not/there does not exist') })
      expect(await home.run(['create', 'a', '--mount', '/:/host'])).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be mounted') })
      expect((await home.run(['list', '-q'])).stdout).toBe('taken\n')
    })

    it('passes words, input, environment, directory and every exit code through', async () => {
      await home.run(['create', 'tool', '-q'])
      await home.run(['start', 'tool'])
      const exec = (words: string[], options = {}) => home.run(['exec', ...words], options)
      expect((await exec(['tool', 'printf', '%s|', '-e', '--', '$HOME', 'a b'])).stdout).toBe('-e|--|$HOME|a b|')
      expect((await exec(['-e', 'A=1', 'tool', '-e', 'B=2', '-w', '/tmp', '--', 'sh', '-c', 'echo $A$B$PWD'])).stdout).toBe('12/tmp\n')
      expect((await exec(['-e', 'TOKEN', 'tool', 'sh', '-c', 'echo $TOKEN'], { environment: { TOKEN: 'from-me' } })).stdout).toBe('from-me\n')
      expect((await exec(['-u', '1000:1000', 'tool', 'id', '-u'])).stdout).toBe('1000\n')
      expect((await exec(['tool', 'cat'], { input: 'line\n' })).stdout).toBe('line\n')
      expect((await exec(['-n', 'tool', 'cat'], { input: 'line\n' })).stdout).toBe('')
      expect((await exec(['tool', 'nosuchprogram'])).code).toBe(127)
      expect((await exec(['tool', '/etc/passwd'])).code).toBe(126)
      expect(await exec(['-w', '/nope', 'tool', 'true'])).toMatchObject({ code: 126, stderr: 'There is no folder /nope in the sandbox to run in. Create it first, or name another working directory.\n' })
      expect((await exec(['tool', 'sh', '-c', 'kill -9 $$'])).code).toBe(137)
    })

    it('carries megabytes both ways, byte by byte', async () => {
      await home.run(['create', 'pipe', '-q'])
      await home.run(['start', 'pipe'])
      const bytes = Buffer.alloc(3_000_000, 'agentkernel\u0000\u00ff\n', 'latin1')
      const { createHash } = await import('node:crypto')
      const digest = createHash('sha256').update(bytes).digest('hex')
      expect((await home.run(['exec', 'pipe', 'sha256sum'], { input: bytes })).stdout).toContain(digest)
      const { child, ended } = home.start(['exec', '-n', 'pipe', 'sh', '-c', 'yes 0123456789abcde | head -c 4000000'])
      child.stdin.end()
      const { stdout, code } = await ended
      expect({ code, length: stdout.length }).toEqual({ code: 0, length: 4_000_000 })
    })

    it('ends a program that takes too long, inside too', async () => {
      await home.run(['create', 'slow', '-q'])
      await home.run(['start', 'slow'])
      expect((await home.run(['exec', '--timeout', '1s', 'slow', '--', 'sh', '-c', 'sleep 4321 & sleep 4321'])).code).toBe(124)
      expect((await home.run(['exec', 'slow', 'sh', '-c', 'ps | grep -c "[s]leep 4321"'])).stdout.trim()).toBe('0')
    })

    it('ends the program inside on Ctrl-C, and quietly when its reader leaves', async () => {
      await home.run(['create', 'ctrl', '-q'])
      await home.run(['start', 'ctrl'])
      const { child, ended } = home.start(['exec', '-n', 'ctrl', 'sh', '-c', 'echo ready; sleep 5432'])
      await new Promise((resolve) => child.stdout.once('data', resolve))
      child.kill('SIGINT')
      expect((await ended).code).toBe(130)
      const reader = home.start(['exec', '-n', 'ctrl', 'yes'])
      await new Promise((resolve) => reader.child.stdout.once('data', resolve))
      reader.child.stdout.destroy()
      expect(await reader.ended).toMatchObject({ code: 141, stderr: '' })
      expect((await home.run(['exec', 'ctrl', 'sh', '-c', 'ps | grep -cE "[s]leep 5432|[y]es$"'])).stdout.trim()).toBe('0')
    })

    it('copies files and folders in and out, and keeps out of where it must not go', async () => {
      await home.run(['create', 'box', '-q'])
      await home.run(['start', 'box'])
      const folder = join(home.folder, `copy-${backend}`)
      await mkdir(join(folder, 'tree/deep'), { recursive: true })
      await writeFile(join(folder, 'tree/deep/a.txt'), 'deep')
      expect((await home.run(['cp', 'tree', 'box:/srv/'], { directory: folder })).code).toBe(0)
      expect((await home.run(['exec', 'box', 'cat', '/srv/tree/deep/a.txt'])).stdout).toBe('deep')
      expect((await home.run(['cp', 'box:/srv/tree', 'back'], { directory: folder })).code).toBe(0)
      expect(await readFile(join(folder, 'back/deep/a.txt'), 'utf8')).toBe('deep')
      expect(await home.run(['cp', 'box:/etc/shadow', '.'], { directory: folder })).toMatchObject({ code: 1, stderr: expect.stringContaining('Cannot access system path') })
      expect(await home.run(['cp', 'box:/srv/../etc/hosts', '.'], { directory: folder })).toMatchObject({ code: 1, stderr: expect.stringContaining('Path traversal not allowed') })
      expect(await home.run(['cp', 'box:etc/hosts', '.'], { directory: folder })).toMatchObject({ code: 1, stderr: expect.stringContaining('Sandbox path must be absolute') })
      expect(await home.run(['cp', 'missing.txt', 'box:/tmp'], { directory: folder })).toMatchObject({ code: 1, stderr: expect.stringContaining('missing.txt does not exist') })
      await expect(stat(join(folder, 'hosts'))).rejects.toThrow('ENOENT')
    })

    it('gives the sandbox a private copy of a folder, and a mount only where it was asked for', async () => {
      const folder = join(home.folder, `project-${backend}`)
      await mkdir(folder)
      await writeFile(join(folder, 'note.txt'), 'mine')
      await home.run(['create', 'copy', '-q', '--dir', '.'], { directory: folder })
      await home.run(['create', 'live', '-q', '--mount', '.:/src', '-w', '/src'], { directory: folder })
      await home.run(['start', 'copy', 'live'])
      expect((await home.run(['exec', 'copy', 'sh', '-c', 'pwd; echo changed > note.txt'])).stdout).toBe('/workspace\n')
      expect(await readFile(join(folder, 'note.txt'), 'utf8')).toBe('mine')
      expect((await home.run(['exec', 'live', 'cat', 'note.txt'])).stdout).toBe('mine')
      expect((await home.run(['exec', 'live', 'sh', '-c', 'echo x > note.txt'])).code).not.toBe(0)
    })

    it('asks before agentkernel.toml mounts or publishes, and obeys the rest of it', async () => {
      const folder = join(home.folder, `toml-${backend}`)
      await mkdir(folder)
      await writeFile(join(folder, 'agentkernel.toml'), '[sandbox]\nname = "shop"\n[resources]\nmemory_mb = 96\n[security]\nprofile = "restrictive"\nmount_cwd = true\n[network]\nports = [8080]\n')
      const refused = await home.run(['create', '--config', 'agentkernel.toml'], { directory: folder })
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/[^.]\. Say yes with --yes\.\n$/) })
      expect((await home.run(['list', '-q'])).stdout).not.toContain('shop')
      const made = await home.run(['create', '--config', 'agentkernel.toml', '--yes', '--network', '--json'], { directory: folder })
      expect(JSON.parse(made.stdout)).toMatchObject({ name: 'shop', spec: { memoryMb: 96, profile: 'restrictive', network: true, ports: [{ sandboxPort: 8080 }], mounts: [{ target: '/workspace', writable: false }] } })
    })

    it('prints what the main program said, as it was and without orders to the terminal', async () => {
      await home.run(['create', 'talk', '-q', '--', 'sh', '-c', String.raw`printf 'one\n\033[31mtwo\033[0m\n'; echo three >&2; sleep 1000`])
      await home.run(['start', 'talk'])
      await expect.poll(async () => (await home.run(['logs', 'talk'])).stdout, { timeout: 20_000 }).toBe('one\ntwo\n')
      expect((await home.run(['logs', 'talk'])).stderr).toBe('three\n')
      expect((await home.run(['logs', 'talk', '--raw', '--tail', '2'])).stdout).toContain('\u001B[31mtwo')
      const { child, ended } = home.start(['logs', '-f', 'talk'])
      await new Promise((resolve) => child.stdout.once('data', resolve))
      child.kill('SIGINT')
      expect((await ended).code).toBe(130)
    })

    it('shows everything about a sandbox, and no value of its environment', async () => {
      await home.run(['create', 'seen', '-q', '-e', 'TOKEN=s3cret', '-p', '8080'])
      await home.run(['start', 'seen'])
      const { stdout } = await home.run(['info', 'seen'])
      expect(stdout).toMatch(/^Name: +seen$/m)
      expect(stdout).toMatch(/^Environment \(names\): +TOKEN$/m)
      expect(stdout).toMatch(/127\.0\.0\.1:\d+ -> 8080\/tcp/)
      expect(stdout).not.toContain('s3cret')
      expect(JSON.parse((await home.run(['info', 'seen', '--json'])).stdout)).toMatchObject({ name: 'seen', status: 'running', backend })
      expect((await home.run(['list', '--wide'])).stdout).toContain('alpine:3.20')
      expect((await home.run(['stats', 'seen'])).stdout).toMatch(/^seen +[\d.]+% +[\d.]+ (KB|MB) \/ 512 MB/m)
      expect(JSON.parse((await home.run(['stats', '--json'])).stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'seen' })]))
    })

    it('lists images with who uses them, and refuses to remove one in use', async () => {
      await home.run(['create', 'user', '-q'])
      const { stdout } = await home.run(['images', 'list', '--backend', backend])
      expect(stdout).toMatch(/^IMAGE +BACKEND +SIZE +AGE +USED BY$/m)
      expect(stdout).toMatch(/alpine:3\.20.*user/)
      expect(await home.run(['images', 'rm', 'agentkernel-test/not-there:1', '--backend', backend])).toMatchObject({ code: 1, stderr: expect.stringContaining('was not found') })
      expect((await home.run(['images', 'pull', 'agentkernel-test/not-there:1', '--backend', backend])).code).toBe(1)
    })

    it('does the same to many, goes on after one that fails, and prints them as JSON', async () => {
      await home.run(['create', 'm1', '-q'])
      await home.run(['create', 'm2', '-q'])
      const { code, stdout, stderr } = await home.run(['start', '--json', 'm1', 'nobody', 'm2'])
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject([{ name: 'm1', status: 'running' }, { name: 'm2', status: 'running' }])
      expect(parseJson(stderr, errorSchema).error.code).toBe('SANDBOX_NOT_FOUND')
    })

    it('lets eight commands work at once', async () => {
      await home.run(['create', 'crowd', '-q'])
      await home.run(['start', 'crowd'])
      const results = await Promise.all(Array.from({ length: 8 }, (_, index) => home.run(['exec', 'crowd', 'sh', '-c', `echo ${index}; exit ${index}`])))
      expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(results.map((_, index) => [index, `${index}\n`]))
      const made = await Promise.all(Array.from({ length: 4 }, () => home.run(['create', 'same', '-q'])))
      expect(made.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1])
    })

    it('finds what a create that was killed left, and can remove it', async () => {
      for (const afterMs of [150, 400, 800]) {
        const { child, ended } = home.start(['create', `killed-${afterMs}`, '-q'])
        setTimeout(() => child.kill('SIGKILL'), afterMs)
        await ended
        const removed = await home.run(['remove', '--force', `killed-${afterMs}`])
        expect(removed.stderr).toMatch(/ removed\.|not found/)
        expect(await home.run(['create', `killed-${afterMs}`, '-q'])).toMatchObject({ code: 0 })
      }
    })

    it('says what it found and which one it would take', async () => {
      const { code, stdout } = await home.run(['setup', '--check'])
      expect(code).toBe(0)
      expect(stdout).toMatch(/^firecracker +\w+/m)
      expect(stdout).toMatch(new RegExp(`^${backend} \\* +ready`, 'm'))
      expect(stdout).toContain(`* ${backend} would be selected.`)
      const { backends, selection } = JSON.parse((await home.run(['setup', '--check', '--json'])).stdout) as { backends: unknown[]; selection: unknown }
      expect(backends).toHaveLength(4)
      expect(selection).toMatchObject({ backend })
      expect((await home.run(['doctor'])).stdout).toMatch(new RegExp(`^ok +Backend ${backend}`, 'm'))
    })
  })
}

describe('a sandbox whose engine is away', () => {
  it('is still listed, with its last known state and why', async ({ skip }) => {
    const docker = engines.find(({ backend }) => backend === 'docker')
    skip(docker === undefined, 'Docker is not here')
    const home = await createHome(docker)
    onTestFinished(home.dispose, 60_000)
    await home.run(['create', 'away', '-q'])
    await home.run(['start', 'away'])
    const environment = { DOCKER_HOST: `unix://${home.folder}/gone.sock` }
    const { code, stdout, stderr } = await home.run(['list'], { environment })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^away +unknown +docker$/m)
    expect(stderr).toContain('does not answer')
    expect(JSON.parse((await home.run(['list', '--json'], { environment })).stdout)).toMatchObject({ sandboxes: [{ name: 'away', status: 'unknown', isStale: true, lastKnownStatus: 'running' }] })
    expect((await home.run(['exec', 'away', 'true'], { environment })).code).toBe(125)
  })
})

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { commandFile, createHome, errorSchema, parseJson, type Home } from './testing/command'

describe('the command without an engine', () => {
  let home: Home
  beforeAll(async () => {
    home = await createHome()
    return home.dispose
  })

  it('says what it is, its version and its verbs', async () => {
    const help = await home.run([])
    expect(help.code).toBe(0)
    expect(help.stdout).toContain('in secure, isolated microVMs')
    expect(help.stdout).not.toContain('cli.')
    for (const verb of ['create', 'exec', 'attach', 'run', 'list', 'setup', 'doctor']) expect(help.stdout).toMatch(new RegExp(`^  ${verb}`, 'm'))
    expect((await home.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('is a program by itself, as npx takes it to be after every build', () => {
    expect(execFileSync(commandFile, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each(['create', 'start', 'stop', 'restart', 'remove', 'rename', 'exec', 'attach', 'run', 'list', 'info', 'logs', 'cp', 'stats', 'images', 'config', 'resume', 'recreate', 'forget', 'adopt', 'pin', 'open', 'setup', 'doctor', 'completion'])(
    'explains %s in words, in every form of asking',
    async (verb) => {
      const asked = await Promise.all([home.run([verb, '--help']), home.run(['help', verb]), home.run(['sandbox', verb, '-h'])])
      for (const { code, stdout, stderr } of asked) {
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(stdout).toMatch(new RegExp(`^Usage: agentkernel ${verb}`))
        expect(stdout).not.toContain('cli.')
      }
    }
  )

  it.each([
    [['creat'], 'Did you mean create?'],
    [['help', 'creat'], 'Did you mean create?'],
    [['creat', '--help'], 'Did you mean create?'],
    [['images', 'pul', 'alpine:3.20'], 'Did you mean pull?'],
    [['data', 'frob'], "Unknown command 'frob'"],
    [['list', '--jsn'], "Unknown option '--jsn'"],
    [['start'], "Missing required argument 'name'"],
    [['rename', 'a'], "Missing required argument 'new-name'"],
    [['exec', 'web'], 'No command specified'],
    [['run'], 'No command specified'],
    [['run', '--fast', 'ls'], '--fast needs the warm pool'],
    [['create', 'a', '--memory', 'lots'], "'lots' is not an amount of memory"],
    [['create', 'a', '--vcpus', '0'], "'0' is not a number of CPUs"],
    [['create', 'a', '--profile', 'lax'], "'lax' is not a profile"],
    [['create', 'a', '--mount', '/x'], "'/x' is not a mount"],
    [['create', 'a', '--publish', '0.0.0.0:80:80'], 'on 127.0.0.1 only'],
    [['create', 'a', '--allow', '*.example.org'], "'*.example.org' is not a host to reach"],
    [['create', 'a', '--no-network', '--allow', 'example.org'], 'a sandbox without network reaches no host'],
    [['create', 'a', '--env', 'NOT_THERE'], 'NOT_THERE is not set'],
    [['create', 'a', '--label', 'agentkernel.x=1'], 'is not the name of a label'],
    [['create', 'a', '--backend', 'virtualbox'], "Unknown backend 'virtualbox'"],
    [['create', '-x'], "Unknown option '-x'"],
    [['create'], 'The sandbox needs a name'],
    [['create', 'a_-b'], 'consecutive hyphens or underscores'],
    [['create', 'a'.repeat(64)], 'too long (max 63 characters)'],
    [['create', 'мир'], 'must start with a letter or number'],
    [['create', 'a', '--image', 'a b'], 'image'],
    [['exec', 'web', '--timeout', 'soon', '--', 'ls'], "'soon' is not a duration"],
    [['exec', '--detach-keys', 'ctrl-1', 'web', 'ls'], 'are not detach keys'],
    [['attach', 'web'], 'attach needs a terminal'],
    [['run', '-it', 'alpine:3.20', 'sh'], '-i names the image here'],
    [['cp', 'a:/x', 'b:/y'], 'Cannot copy between sandboxes. Copy to local first.'],
    [['cp', './x', './y'], 'At least one path must be a sandbox path (sandbox:/path)'],
    [['list', '--status', 'fine'], "'fine' is not a state of a sandbox"],
    [['logs', 'web', '--tail', 'some'], "'some' is not a number of lines"],
    [['logs', 'web', '--since', 'yesterday'], "'yesterday' is not a time"],
    [['config', 'set', 'colour', 'red'], "'colour' is not a setting"],
    [['create', 'a', '-w', 'relative'], '--workdir: '],
    [['config', 'set', 'default-vcpus', '0'], 'default-vcpus: it must be at least 1'],
    [['config', 'set', 'firecracker-disk-mb-per-second', '2.5'], 'firecracker-disk-mb-per-second: expected a whole number'],
    [['config', 'set', 'firecracker-program', 'bin/firecracker'], 'firecracker-program: expected an absolute path'],
    [['config', 'set', 'theme', 'blue'], 'expected one of system, light, dark'],
    [['update', 'web', '--memory', 'lots'], "'lots' is not an amount of memory"],
    [['duplicate', 'web'], "Missing required argument 'new-name'"],
    [['activity', '--limit', 'all'], "'all' is not a number of entries"],
    [['activity', '--since', 'yesterday'], "'yesterday' is not a time"],
    [['completion', 'tcsh'], "'tcsh' is not a shell"]
  ])('answers %j with exit code 2 and one clear sentence', async (words, sentence) => {
    const { code, stdout, stderr } = await home.run(words)
    expect(stderr).toContain(sentence)
    expect(stderr).toMatch(/^Error: /)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it.each([
    [['start', 'nobody'], 1],
    [['adopt', 'nobody'], 1],
    [['stop', 'nobody'], 1],
    [['restart', 'nobody'], 1],
    [['remove', 'nobody'], 1],
    [['rename', 'nobody', 'somebody'], 1],
    [['info', 'nobody'], 1],
    [['logs', 'nobody'], 1],
    [['stats', 'nobody'], 1],
    [['cp', 'nobody:/etc/hosts', '.'], 1],
    [['recreate', 'nobody'], 1],
    [['forget', 'nobody'], 1],
    [['update', 'nobody', '--memory', '512'], 1],
    [['duplicate', 'nobody', 'other'], 1],
    [['files', 'nobody:/'], 1],
    [['files', 'changes', 'nobody'], 1],
    [['activity', '--sandbox', 'nobody'], 1],
    [['exec', 'nobody', 'ls'], 125]
  ])('says of %j that nobody has that name, with exit code %i', async (words, expected) => {
    const { code, stderr } = await home.run(words)
    expect(stderr).toMatch(/^Error: Sandbox 'nobody' not found/)
    expect(code).toBe(expected)
  })

  it('prints errors as JSON on stderr when asked, wherever --json stands', async () => {
    for (const words of [['--json', 'info', 'nobody'], ['info', '--json', 'nobody'], ['info', 'nobody', '--json']]) {
      const { code, stdout, stderr } = await home.run(words)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(parseJson(stderr, errorSchema).error).toMatchObject({ code: 'SANDBOX_NOT_FOUND', params: { name: 'nobody' } })
    }
    expect(parseJson((await home.run(['lst', '--json'])).stderr, errorSchema).error.code).toBe('USAGE')
  })

  it('keeps and gives back settings, for people and for programs', async () => {
    expect((await home.run(['config', 'set', 'default-memory-mb', '1g'])).code).toBe(0)
    expect((await home.run(['config', 'get', 'defaultMemoryMb'])).stdout).toBe('1024\n')
    expect(JSON.parse((await home.run(['config', 'get', '--json'])).stdout)).toMatchObject({ defaultMemoryMb: 1024, theme: 'system' })
    await home.run(['config', 'unset', 'default-memory-mb'])
    expect((await home.run(['config', 'get', 'default-memory-mb'])).stdout).toBe('auto\n')
  })

  it('tells what was done and how it ended, newest last, also as CSV', async () => {
    await home.run(['config', 'set', 'theme', 'dark'])
    await home.run(['rename', 'nobody', 'other'])
    const entries = JSON.parse((await home.run(['activity', '--json', '--limit', '2'])).stdout) as { action: string; actor: string; outcome: string }[]
    expect(entries.map(({ action, actor, outcome }) => [action, actor, outcome])).toEqual([['sandboxes.rename', 'command', 'failed'], ['settings.set', 'command', 'done']])
    const { stdout } = await home.run(['activity', '--failed', '--search', 'nobody rename'])
    expect(stdout.split('\n').at(-2)).toMatch(/Command +Rename +nobody other +.* Failed: SANDBOX_NOT_FOUND/)
    expect((await home.run(['activity', '--csv', '--limit', '1'])).stdout).toMatch(/^at,actor,action,subject/)
  })

  it('lists templates that came with it, shows one, and keeps one of one\'s own', async () => {
    expect((await home.run(['templates'])).stdout).toMatch(/claude-code +Claude Code +agent/)
    expect((await home.run(['templates', 'show', 'python'])).stdout).toContain('python:3.12-alpine')
    await writeFile(join(home.folder, 'mine.json'), JSON.stringify({ title: 'Mine', kind: 'other', description: 'for the shop', spec: { image: 'alpine:3.20' } }))
    expect((await home.run(['templates', 'save', 'mine', 'mine.json'])).code).toBe(0)
    expect((await home.run(['templates'])).stdout).toMatch(/mine +Mine +own +alpine:3.20 +for the shop/)
    expect((await home.run(['templates', 'save', 'python', 'mine.json'])).stderr).toContain('came with AgentKernel')
    expect((await home.run(['templates', 'rm', 'mine'])).code).toBe(0)
    expect((await home.run(['templates', 'show', 'mine'])).stderr).toContain("There is no template 'mine'")
  })

  it('takes over what was agreed to for a project folder before, and forgets it when told to', async () => {
    expect(await home.run(['consents'])).toMatchObject({ stdout: '', stderr: 'Nothing was agreed to for any folder.\n' })
    const shop = join(home.folder, 'shop')
    const text = '[sandbox]\nname = "shop"\n\n[network]\nports = [8080]\n'
    await mkdir(shop)
    await writeFile(join(shop, 'agentkernel.toml'), text)
    const create = () => home.run(['create', 'shop', '--dir', 'shop', '--backend', 'apple'])
    expect((await create()).stderr).toContain('Not done without your consent')
    const agreed = { folder: shop, subject: 'file', digest: createHash('sha256').update(text).digest('hex'), agreedAt: '2026-01-31T10:00:00.000Z' }
    await mkdir(join(home.folder, 'data', 'consents'), { recursive: true })
    await writeFile(join(home.folder, 'data', 'consents', 'one.json'), JSON.stringify(agreed))
    expect((await create()).stderr).toContain('Agreed to before: Publish port')
    expect((await home.run(['consents', 'list'])).stdout).toContain(`agentkernel.toml     2026-01-31T10:00:00.000Z   ${shop}`)
    await writeFile(join(shop, 'agentkernel.toml'), text.replace('8080', '22'))
    expect((await create()).stderr).toContain('Not done without your consent')
    expect(await home.run(['consents', 'forget', 'shop/none'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: Nothing was agreed to for .*none\. /) })
  })

  it('backs its data up into a file for its owner only, and brings it back after a yes', async () => {
    await home.run(['config', 'set', 'theme', 'light'])
    expect((await home.run(['data', 'backup', 'backup.json'])).code).toBe(0)
    const { statSync } = await import('node:fs')
    expect(statSync(join(home.folder, 'backup.json')).mode & 0o077).toBe(0)
    expect(await home.run(['data', 'backup', 'backup.json'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: .*backup\.json already exists\. /) })
    expect((await home.run(['data', 'backup', 'backup.json', '--force'])).code).toBe(0)
    await home.run(['config', 'set', 'theme', 'dark'])
    expect(await home.run(['data', 'restore', 'backup.json'])).toMatchObject({ code: 1, stderr: expect.stringContaining('needs your consent') })
    expect((await home.run(['config', 'get', 'theme'])).stdout).toBe('dark\n')
    expect((await home.run(['data', 'restore', 'backup.json', '--yes'])).code).toBe(0)
    expect((await home.run(['config', 'get', 'theme'])).stdout).toBe('light\n')
    await home.run(['config', 'unset', 'theme'])
  })

  it('writes a support bundle to be read before it is sent', async () => {
    expect((await home.run(['doctor', '--bundle', 'bundle.txt'])).stderr).toContain('Read it before you send it')
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(join(home.folder, 'bundle.txt'), 'utf8')).toContain('===== doctor.json =====')
    expect(await home.run(['doctor', '--bundle', 'bundle.txt'])).toMatchObject({ code: 1, stderr: expect.stringContaining('already exists') })
  })

  it('has an empty list, and says so on stderr only', async () => {
    const { code, stdout, stderr } = await home.run(['list'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe('No sandboxes found.\n\nCreate one with: agentkernel create <name>\n')
    expect(JSON.parse((await home.run(['ls', '--json'])).stdout)).toEqual({ sandboxes: [], unreachable: [], notices: [] })
  })

  it('completes verbs, options and the names of sandboxes', async () => {
    expect((await home.run(['completion', 'bash'])).stdout).toContain('agentkernel')
    expect((await home.run(['complete', '--', 'sto'])).stdout).toContain('stop')
    expect((await home.run(['complete', '--', 'create', '--mem'])).stdout).toContain('--memory')
  })

  it('says where an agentkernel.toml is wrong', async () => {
    const folder = join(home.folder, 'bad')
    await mkdir(folder)
    await writeFile(join(folder, 'agentkernel.toml'), '[sandbox]\nname = "shop"\n[resources]\nvcpus = "two"\n')
    const { code, stderr } = await home.run(['create', 'x', '--config', 'bad/agentkernel.toml'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/agentkernel\.toml:4: resources\.vcpus: expected/)
  })

  it('stores its data in the directory it was given, closed to others', async () => {
    const { statSync } = await import('node:fs')
    expect(statSync(home.environment.AGENTKERNEL_HOME).mode & 0o077).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings'
import { createFormDefaults, createFormSchema, toCreateInput, type CreateFormValues } from './create-form'
import { suggestName } from './suggest-name'
import { quoteWord, toCommandLine } from './to-command-line'

const settings = settingsSchema.parse({})
const values = (changes: Partial<CreateFormValues> = {}): CreateFormValues => ({ ...createFormDefaults('quiet-lynx', settings, {}), isStarted: false, ...changes })
const folder = { handle: 'folder-1', path: '/home/mara/my work' }

describe('toCommandLine', () => {
  it('says nothing that create would do anyway', () => {
    expect(toCommandLine(values(), settings)).toBe('agentkernel create quiet-lynx')
  })

  it('goes on with start when that is wanted', () => {
    expect(toCommandLine(values({ isStarted: true }), settings)).toBe('agentkernel create quiet-lynx && agentkernel start quiet-lynx')
  })

  it('names what differs', () => {
    const line = toCommandLine(values({ image: 'node:22', backend: 'podman', vcpus: 4, memoryMb: 2048, network: false, ports: [{ sandboxPort: 80, hostPort: 8080, protocol: 'tcp' }, { sandboxPort: 53, hostPort: null, protocol: 'udp' }] }), settings)
    expect(line).toBe('agentkernel create quiet-lynx --image node:22 --backend podman --vcpus 4 --memory 2048 --no-network -p 8080:80 -p 53/udp')
  })

  it('names the hosts where they can be held, and nowhere else', () => {
    const allowing = values({ backend: 'firecracker', allow: 'one.example:443, 10.1.0.0/16' })
    expect(toCommandLine(allowing, settings)).toBe('agentkernel create quiet-lynx --backend firecracker --allow one.example:443 --allow 10.1.0.0/16')
    expect(toCreateInput(allowing).allowedHosts).toEqual(['one.example:443', '10.1.0.0/16'])
    for (const other of [{ backend: 'docker' as const }, { network: false }]) expect(toCreateInput({ ...allowing, ...other })).not.toHaveProperty('allowedHosts')
  })

  it('leaves out what the chosen profile means, and says what departs from it', () => {
    const restrictive = values({ profile: 'restrictive', memoryMb: 256, network: false })
    expect(toCommandLine(restrictive, settings)).toBe('agentkernel create quiet-lynx --profile restrictive')
    expect(toCommandLine({ ...restrictive, memoryMb: 512 }, settings)).toContain('--memory 512')
  })

  it('measures against the defaults of the user, not only of the product', () => {
    const own = settingsSchema.parse({ defaultImage: 'debian:13' })
    expect(toCommandLine(values({ image: 'debian:13' }), own)).toBe('agentkernel create quiet-lynx')
    expect(toCommandLine(values(), own)).toContain('--image alpine:3.20')
  })

  it.each([
    ['copy', "--dir '/home/mara/my work'"],
    ['read', "--mount '/home/mara/my work:/workspace' --workdir /workspace"],
    ['write', "--mount '/home/mara/my work:/workspace:rw' --workdir /workspace"]
  ] as const)('writes a folder given as %s', (folderMode, expected) => {
    expect(toCommandLine(values({ folder, folderMode }), settings)).toContain(expected)
  })

  it('quotes values as a shell reads them, and never writes a secret out', () => {
    const line = toCommandLine(values({ environment: [{ name: 'GREETING', value: "it's $HOME" }, { name: 'API_TOKEN', value: 'hunter2' }] }), settings)
    expect(line).toContain(String.raw`-e 'GREETING=it'\''s $HOME'`)
    expect(line).toMatch(/-e API_TOKEN$/)
    expect(line).not.toContain('hunter2')
  })

  it('quotes an empty word', () => {
    expect(quoteWord('')).toBe("''")
  })
})

describe('the form', () => {
  it('starts out valid', () => {
    expect(createFormSchema.safeParse(values()).success).toBe(true)
  })

  it.each([
    ['a name with a space', { name: 'bad name' }, 'name'],
    ['an image with a shell character', { image: 'a;b' }, 'image'],
    ['no CPU', { vcpus: 0 }, 'vcpus'],
    ['less memory than an engine can give', { memoryMb: 2 }, 'memoryMb'],
    ['a variable that starts with a number', { environment: [{ name: '1A', value: '' }] }, 'environment'],
    ['a port above the last', { ports: [{ sandboxPort: 70_000, hostPort: null, protocol: 'tcp' as const }] }, 'ports']
  ])('refuses %s by the rule of the contract', (_what, changes, field) => {
    const result = createFormSchema.safeParse(values(changes))
    expect(result.error?.issues[0]?.path[0]).toBe(field)
  })

  it('sends the handle of a folder, never its path', () => {
    const input = toCreateInput(values({ folder, folderMode: 'write' }))
    expect(input.mounts).toEqual([{ source: 'folder-1', target: '/workspace', writable: true }])
    expect(toCreateInput(values({ folder, folderMode: 'copy' })).directory).toBe('folder-1')
    expect(JSON.stringify(input)).not.toContain('/home/mara')
  })
})

describe('suggestName', () => {
  it('suggests a good name that nobody has, also when all pairs are taken', () => {
    const first = suggestName(new Set(), () => 0)
    expect(createFormSchema.shape.name.safeParse(first).success).toBe(true)
    expect(suggestName(new Set([first]), () => 0)).toBe(`${first}-2`)
  })
})

import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { createI18n, createTranslate, renderError } from '#locales/index'
import { isCommandAllowed } from './command-policy'
import { parseProjectFile } from './project-file'

const translate = createTranslate(createI18n('en'))

/** The sentence a person reads about a file that is refused. */
function explain(text: string): string {
  try {
    parseProjectFile(text, 'agentkernel.toml')
  } catch (error) {
    return AppError.is(error, 'CONFIG_INVALID') ? renderError(translate, error) : String(error)
  }
  return 'accepted'
}

const complete = `
[sandbox]
name = "shop"
runtime = "node"

[agent]
preferred = "claude"

[resources]
vcpus = 2
memory_mb = 1024

[network]
ports = [8080, "3000:80", "53:53/udp"]

[security]
profile = "restrictive"
network = true
mount_cwd = true

[security.commands]
block = ["curl"]

[build]
dockerfile = "docker/Dockerfile"
target = "dev"
args = { VERSION = "1", DEBUG = true }
no_cache = true

[[files]]
source = "config/app.json"
dest = "/etc/app.json"
`

describe('agentkernel.toml', () => {
  it('reads every section', () => {
    const file = parseProjectFile(complete, 'agentkernel.toml')
    expect(file.spec).toEqual({ name: 'shop', image: 'node:22-alpine', vcpus: 2, memoryMb: 1024, profile: 'restrictive', network: true })
    expect(file.ports).toEqual([
      { hostPort: null, sandboxPort: 8080, protocol: 'tcp' },
      { hostPort: 3000, sandboxPort: 80, protocol: 'tcp' },
      { hostPort: 53, sandboxPort: 53, protocol: 'udp' }
    ])
    expect(file.mountsFolder).toBe(true)
    expect(file.build).toEqual({ dockerfile: 'docker/Dockerfile', context: '.', target: 'dev', buildArguments: { VERSION: '1', DEBUG: 'true' }, useCache: false })
    expect(file.files).toEqual([{ source: 'config/app.json', target: '/etc/app.json' }])
    expect(file.warnings).toEqual([])
  })

  it('lets base_image beat the runtime, and leaves the image open when it names neither', () => {
    expect(parseProjectFile('[sandbox]\nname = "a"\nruntime = "go"\nbase_image = "debian:12"', 'f').spec.image).toBe('debian:12')
    expect(parseProjectFile('[sandbox]\nname = "a"', 'f').spec).toEqual({ name: 'a' })
  })

  it.each([
    ['[sandbox]\nname = "shop"\nvcpus 2', 'agentkernel.toml:3: not valid TOML'],
    ['[sandbox]\nruntime = "node"', 'agentkernel.toml:1: sandbox.name: expected string'],
    ['[sandbox]\nname = "-shop"', 'agentkernel.toml:2: sandbox.name: Sandbox name must start with a letter or number'],
    ['[sandbox]\nname = "shop"\n\nruntime = "perl"', 'agentkernel.toml:4: sandbox.runtime: expected one of base, python, node'],
    ['[sandbox]\nname = "shop"\n[resources]\n# memory\nmemory_mb = "lots"', 'agentkernel.toml:5: resources.memory_mb: expected'],
    ['[sandbox]\nname = "shop"\n[security]\nprofile = "none"', 'agentkernel.toml:4: security.profile: expected one of permissive, moderate, restrictive'],
    ['[sandbox]\nname = "a"\n[[files]]\nsource="a"\ndest="/a"\n[[files]]\nsource="../../.ssh/id_rsa"\ndest="/b"', "agentkernel.toml:7: files.2.source: expected a path inside the project's folder"],
    ['[sandbox]\nname = "a"\n[network]\nports = ["80-90"]', 'agentkernel.toml:4: network.ports.1: '],
    ['name = "a"', 'agentkernel.toml:1: sandbox: expected a section of this name in brackets']
  ])('says where and what is wrong in %j', (text, sentence) => {
    expect(explain(text)).toContain(sentence)
  })

  it('says what it asks for and does not get', () => {
    const { warnings } = parseProjectFile('[sandbox]\nname = "a"\ncolour = "red"\n[security]\nseccomp = "ai-agent"\n[security.domains]\nallow = ["a.com"]\n[ssh]\nenabled = true', 'f')
    expect(warnings.map(translate)).toEqual([
      'f:3: sandbox.colour is not a key this version knows; it is ignored.',
      'f:8: ssh is not a key this version knows; it is ignored.',
      expect.stringContaining('[security.domains] are not enforced'),
      expect.stringContaining('seccomp is not used')
    ])
  })

  it('lets a block beat an allow, and an allow list refuse the rest', () => {
    expect(isCommandAllowed({ allow: ['curl'], block: ['curl'], isAllowListOnly: false }, '/usr/bin/curl')).toBe(false)
    expect(isCommandAllowed({ allow: ['git'], block: [], isAllowListOnly: true }, 'ls')).toBe(false)
    expect(isCommandAllowed({ allow: ['git'], block: [], isAllowListOnly: true }, 'git')).toBe(true)
    expect(isCommandAllowed({ allow: [], block: ['curl'], isAllowListOnly: false }, 'ls')).toBe(true)
  })
})

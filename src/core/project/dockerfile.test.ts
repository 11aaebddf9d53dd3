import { describe, expect, it } from 'vitest'
import { findDockerfile, toImageTag } from './dockerfile'

describe('Dockerfiles', () => {
  it('prefers the plain name over the variants', () => {
    expect(findDockerfile(['Dockerfile.prod', 'Dockerfile.dev', 'Dockerfile'])).toBe('Dockerfile')
    expect(findDockerfile(['Dockerfile.prod', 'Dockerfile.dev'])).toBe('Dockerfile.dev')
    expect(findDockerfile(['Dockerfile.test'])).toBeNull()
  })

  it('gives the same text the same tag, as the upstream tool does', () => {
    // 'ab' = 97 * 31 + 98 = 3105 = 0xc21, padded to 16 digits of which 12 are kept.
    expect(toImageTag('shop', 'ab')).toBe('agentkernel-shop:000000000000')
    expect(toImageTag('shop', 'FROM alpine:3.20\n')).toMatch(/^agentkernel-shop:[0-9a-f]{12}$/)
    expect(toImageTag('shop', 'FROM alpine:3.20\nRUN true\n')).not.toBe(toImageTag('shop', 'FROM alpine:3.21\nRUN true\n'))
  })

  it('makes a legal reference of any folder name', () => {
    expect(toImageTag('My Shop (new)', 'x')).toMatch(/^agentkernel-my-shop-new:/)
    expect(toImageTag('мир', 'x')).toMatch(/^agentkernel-project:/)
  })
})

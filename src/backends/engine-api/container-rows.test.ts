import { describe, expect, it } from 'vitest'
import { containerRows } from './container-rows'

describe('the rows of the list of containers', () => {
  it('are taken as engines give them, with what else they say left out', () => {
    const row = { Id: 'abc', Names: ['/one'], Image: 'alpine', ImageID: 'sha256:1', Created: 5, State: 'running', Labels: { a: 'b' }, Ports: [{ IP: '127.0.0.1', PrivatePort: 80, PublicPort: 8080, Type: 'udp' }] }
    expect(containerRows.parse([{ ...row, Mounts: [] }])).toEqual([row])
  })

  it('may leave out or null what is empty', () => {
    const empty = { Id: 'abc', Names: [], Image: '', ImageID: '', Created: 0, State: '', Labels: {}, Ports: [] }
    expect(containerRows.parse([{ Id: 'abc' }, { Id: 'abc', Names: null, Labels: null, Ports: null }])).toEqual([empty, empty])
    expect(containerRows.parse([{ Id: 'abc', Ports: [{ PrivatePort: 80 }] }])[0]?.Ports).toEqual([{ IP: '', PrivatePort: 80, PublicPort: 0, Type: 'tcp' }])
    expect(containerRows.parse(null)).toEqual([])
  })

  it.each([['text'], [{}], [[null]], [[{}]], [[{ Id: 7 }]], [[{ Id: 'a', Names: 'one' }]], [[{ Id: 'a', Labels: { a: 1 } }]], [[{ Id: 'a', Created: 'now' }]]])('are refused when %j is none', (answer) => {
    expect(() => containerRows.parse(answer)).toThrow(TypeError)
  })
})

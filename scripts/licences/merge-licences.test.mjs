import { describe, expect, test } from 'vitest'
import { mergeLicences } from './merge-licences.mjs'

const mit = { identifier: 'MIT', text: 'Permission is hereby granted' }
const nowhere = () => undefined

describe('the licences of what we carry', () => {
  test('are one list by name, each version once', () => {
    const merged = mergeLicences([[{ name: 'b', version: '1', ...mit }], [{ name: 'a', version: '2', ...mit }, { name: 'b', version: '1', ...mit }], [{ name: 'a', version: '1', ...mit }]], nowhere)
    expect(merged.map(({ name, version }) => `${name} ${version}`)).toEqual(['a 1', 'a 2', 'b 1'])
  })

  test('say what is named where a package brings no text', () => {
    expect(mergeLicences([[{ name: 'a', version: '1', identifier: 'ISC' }]], () => 'https://a.invalid')).toEqual([
      { name: 'a', version: '1', identifier: 'ISC', text: 'a 1 names ISC as its licence and comes without its text.\nhttps://a.invalid' }
    ])
  })

  test('must be named', () => {
    expect(() => mergeLicences([[{ name: 'a', version: '1' }]], nowhere)).toThrow('a 1 names no licence')
  })
})

import { describe, expect, it } from 'vitest'
import { formatFields, formatTable } from './table'

const columns = [{ title: 'NAME', width: 20 }, { title: 'STATUS', width: 10 }, { title: 'BACKEND', width: 10 }]

describe('tables', () => {
  it('pads the columns of the list to 20 and 10', () => {
    expect(formatTable(columns, [['web', 'running', 'docker']])).toBe('NAME                 STATUS     BACKEND\nweb                  running    docker')
  })

  it('grows a column with a longer name instead of cutting it', () => {
    const name = 'a'.repeat(40)
    const [header, row] = formatTable(columns, [[name, 'stopped', 'podman']]).split('\n')
    expect(row).toBe(`${name} stopped    podman`)
    expect(header?.indexOf('STATUS')).toBe(41)
  })

  it('lets nothing in a cell reach the terminal as an order or break the line', () => {
    expect(formatTable([{ title: 'A' }, { title: 'B' }], [['\u001B[31mx\ny', 'z']])).toBe('A   B\nx y z')
  })

  it('aligns the values of fields', () => {
    expect(formatFields([['Name', 'web'], ['Status', 'running']])).toBe('Name:   web\nStatus: running')
  })
})

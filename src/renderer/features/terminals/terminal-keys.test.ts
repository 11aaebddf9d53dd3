// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { useActionRegistry } from '../palette/action-registry'
import { createFakeWindowApi } from '../../testing/fake-api'
import { handleTerminalKey } from './terminal-keys'

const done: string[] = []
const press = (key: string, held: KeyboardEventInit = {}): boolean =>
  handleTerminalKey(new KeyboardEvent('keydown', { key, ...held }), createFakeWindowApi().api, { hasSelection: () => false, getSelection: () => '' })

describe('keys in a terminal', () => {
  beforeEach(() => {
    done.length = 0
    const step = (id: string) => ({ id, group: 'appearance' as const, title: id, run: () => void done.push(id) })
    useActionRegistry.setState({ actions: { test: [step('terminals.larger'), step('terminals.smaller')] } })
  })

  it('make its text larger and smaller with Ctrl or Cmd, on keyboards where plus needs Shift and where it does not', () => {
    expect([press('+', { ctrlKey: true, shiftKey: true }), press('=', { ctrlKey: true }), press('-', { metaKey: true })]).toEqual([true, true, true])
    expect(done).toEqual(['terminals.larger', 'terminals.larger', 'terminals.smaller'])
  })

  it('are the program\'s otherwise, Ctrl-C first of all', () => {
    expect([press('-'), press('+'), press('c', { ctrlKey: true }), press('-', { ctrlKey: true, altKey: true })]).toEqual([false, false, false, false])
    expect(done).toEqual([])
  })
})

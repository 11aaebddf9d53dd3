// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useMemo } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { useActions } from './action-registry'
import { useKeys } from './use-keys'

afterEach(cleanup)

/** A window with one plain key and a dialog; answers how often the key was taken. */
function show(dialog: Record<string, string>) {
  const pressed: string[] = []
  const Window = () => {
    useActions('test', useMemo(() => [{ id: 'test.sheet', group: 'help', title: 'Sheet', key: { keys: ['?'], place: 'anywhere', title: 'Sheet' }, run: () => pressed.push('?') }], []))
    useKeys()
    return (
      <div role="dialog" {...dialog}>
        <input aria-label="field" />
      </div>
    )
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Window />
    </QueryClientProvider>
  )
  return pressed
}

describe('plain keys', () => {
  it('are left to an open dialog and to who types in it', () => {
    const pressed = show({ 'data-open': '' })
    fireEvent.keyDown(screen.getByRole('dialog'), { key: '?' })
    fireEvent.keyDown(screen.getByLabelText('field'), { key: '?' })
    expect(pressed).toEqual([])
  })

  it('are not lost while a dialog closes and still has the focus', () => {
    const pressed = show({ 'data-closed': '' })
    fireEvent.keyDown(screen.getByLabelText('field'), { key: '?' })
    expect(pressed).toEqual(['?'])
  })
})

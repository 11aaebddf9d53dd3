// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import { createI18n } from '#locales/index'
import { NotesButton } from './notes-button'
import { clearNotes, useNotes } from './notes-store'

afterEach(() => {
  cleanup()
  clearNotes()
})

it('tells of work with what it was done to, and of work that was done to nothing in particular', async () => {
  const at = '2026-01-31T10:00:00.000Z'
  useNotes.setState({
    notes: [
      { id: 'work 1', kind: 'work', name: 'node:22', work: { action: 'images.pull', outcome: 'done' }, at },
      { id: 'work 2', kind: 'work', name: '', work: { action: 'data.backUp', outcome: 'failed' }, at }
    ]
  })
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <NotesButton />
    </I18nextProvider>
  )
  fireEvent.click(screen.getByRole('button', { name: 'While you were away' }))
  const told = (await screen.findAllByRole('listitem')).map((row) => row.querySelector('[title]')?.getAttribute('title'))
  expect(told).toEqual([expect.stringMatching(/ for node:22: done$/), expect.stringMatching(/^(?!.* for ).+ failed$/)])
})

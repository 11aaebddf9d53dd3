// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { sandboxStatusSchema } from '#contract/sandbox'
import { createI18n } from '#locales/index'
import { createSandbox } from '../../testing/fake-data'
import { toShownStatus } from './sandbox-actions'
import { StatusMark } from './status-mark'

afterEach(cleanup)

describe('StatusMark', () => {
  it('says every status in a word of its own and draws it in a shape of its own', () => {
    const drawn = sandboxStatusSchema.options.map((status) => {
      const { container, unmount } = render(
        <I18nextProvider i18n={createI18n('en')} defaultNS="window">
          <StatusMark status={status} />
        </I18nextProvider>
      )
      const seen = { word: container.textContent, shape: container.querySelector('svg')?.innerHTML }
      unmount()
      return seen
    })
    expect(new Set(drawn.map(({ word }) => word)).size).toBe(sandboxStatusSchema.options.length)
    expect(drawn.every(({ word }) => word !== null && !word.includes('.'))).toBe(true)
    // Everything that is under way shares the turning arc; each lasting state has its own.
    expect(new Set(drawn.map(({ shape }) => shape)).size).toBe(sandboxStatusSchema.options.length - 2)
  })

  it('keeps the shape away from screen readers, which have the word', () => {
    render(
      <I18nextProvider i18n={createI18n('en')} defaultNS="window">
        <StatusMark status="running" />
      </I18nextProvider>
    )
    expect(screen.getByText('Running').previousElementSibling?.getAttribute('aria-hidden')).toBe('true')
  })
})

describe('toShownStatus', () => {
  it('shows what was asked until the engine says more', () => {
    const stopped = createSandbox('a')
    expect(toShownStatus(stopped, 'start')).toBe('starting')
    expect(toShownStatus({ ...stopped, status: 'running' }, 'start')).toBe('running')
    expect(toShownStatus({ ...stopped, status: 'running' }, 'stop')).toBe('stopping')
  })

  it('falls back to the engine as soon as nothing is pending', () => {
    expect(toShownStatus(createSandbox('a', { status: 'failed' }), undefined)).toBe('failed')
  })
})

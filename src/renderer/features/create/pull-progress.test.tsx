// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import type { Progress } from '#contract/progress'
import { createI18n } from '#locales/index'
import { PullProgress } from './pull-progress'

afterEach(cleanup)

const show = (report: Omit<Progress, 'step' | 'text'>): HTMLElement => {
  const progress: Progress = { step: 'work', text: { key: 'progress.pulling', params: { image: 'node:22' } }, ...report }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <PullProgress progress={progress} startedAtMs={Date.now()} />
    </I18nextProvider>
  )
  return screen.getByRole('progressbar')
}

it('says how many bytes are done of how many', () => {
  const bar = show({ done: 10 * 2 ** 20, total: 40 * 2 ** 20 })
  expect(bar.textContent).toContain('10 MB / 40 MB')
  expect(bar.getAttribute('aria-valuenow')).toBe('25')
})

it('shows the share of items alone: they are no bytes', () => {
  const bar = show({ done: 1, total: 4, unit: 'items' })
  expect(bar.textContent).not.toContain('MB')
  expect(bar.getAttribute('aria-valuenow')).toBe('25')
})

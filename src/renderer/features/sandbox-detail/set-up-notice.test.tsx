// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { WindowApi } from '#contract/window-api'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { SetUpNotice } from './set-up-notice'

afterEach(cleanup)

it('a set-up that was begun again can be cancelled, which is no failure', async () => {
  const { api } = createFakeWindowApi()
  const [any] = (await api.sandboxes.list({})).sandboxes
  if (!any) throw new Error('the fake has no sandbox')
  const setUp: WindowApi['sandboxes']['setUp'] = (_input, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(new AppError('CANCELLED')))
    })
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, sandboxes: { ...api.sandboxes, setUp } }}>
          <SetUpNotice sandbox={{ ...any, status: 'running', setUp: { state: 'failed' } }} />
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  const [again] = screen.getAllByRole('button')
  if (again) fireEvent.click(again)
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull())
  expect(screen.queryByRole('alert')).toBeNull()
})

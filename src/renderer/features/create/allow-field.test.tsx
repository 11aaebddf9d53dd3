// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import type { BackendKind } from '#contract/backend-kind'
import { settingsSchema } from '#contract/settings'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { CreateForm } from './create-form-view'
import { useCreateView } from './create-store'

afterEach(() => {
  cleanup()
  useCreateView.setState({ isFull: false })
})

/** The whole form, where automatic selection would take `backend`. */
async function show(backend: BackendKind): Promise<void> {
  useCreateView.setState({ isFull: true })
  const { api } = createFakeWindowApi({ sandboxes: [] })
  const selection = () => Promise.resolve({ backend, why: { key: 'core.selection.first_ready', params: { backend, others: '' } }, remedies: [] })
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, backends: { ...api.backends, selection } }}>
          <ToastProvider>
            <CreateForm settings={settingsSchema.parse({})} preset={{ name: 'shop' }} onDone={() => undefined} />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  await screen.findByText(new RegExp(`Automatic.*${backend}`, 'i'))
}

const field = (): HTMLElement | null => screen.queryByLabelText('Only these hosts')
const command = (): string => screen.getByText(/^agentkernel create/).textContent

it('a list of hosts can be written where it is held, and is part of the command', async () => {
  await show('firecracker')
  fireEvent.change(field() ?? document.body, { target: { value: 'registry.example:443, 10.1.0.0/16' } })
  expect(command()).toContain('--allow registry.example:443 --allow 10.1.0.0/16')
  fireEvent.click(screen.getByRole('radio', { name: 'Restrictive' }))
  await waitFor(() => expect(field()).toBeNull())
  expect(command()).not.toContain('--allow')
})

it('a list of hosts that cannot be stays in sight with what is wrong, also without a network', async () => {
  await show('firecracker')
  fireEvent.change(field() ?? document.body, { target: { value: '*.example' } })
  expect(await screen.findByText(/One of these is no host/)).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'Restrictive' }))
  await waitFor(() => expect(command()).toContain('--profile restrictive'))
  expect(field()).not.toBeNull()
})

it('a list of hosts is not offered where nobody would hold it', async () => {
  await show('docker')
  expect(field()).toBeNull()
})

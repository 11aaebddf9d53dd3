// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxView } from '#contract/sandbox'
import type { WindowApi } from '#contract/window-api'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { createSandbox } from '../../testing/fake-data'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider, Toasts } from '../../ui/toast'
import { NetworkSection } from './network-section'

afterEach(cleanup)

const listed = createSandbox('agent-vm', { status: 'running', backend: 'firecracker', spec: { network: true, allowedHosts: ['registry.npmjs.org:443', 'github.com:443'] } })

function show(sandbox: SandboxView, network: Partial<WindowApi['network']> = {}): void {
  const { api } = createFakeWindowApi({ sandboxes: [sandbox] })
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, network: { ...api.network, ...network } }}>
          <ToastProvider>
            <NetworkSection sandbox={sandbox} />
            <Toasts />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
}

describe('the network of a sandbox', () => {
  it('shows what was refused with why, and allows what a list can open', async () => {
    const asked: unknown[] = []
    show(listed, {
      allow: (input) => {
        asked.push(input)
        return Promise.resolve(listed)
      }
    })
    const refused = await screen.findByRole('list', { name: 'Refused' })
    fireEvent.click(await within(refused).findByRole('button', { name: 'Allow github.com:22' }))
    expect(await screen.findByText("'agent-vm' may reach github.com:22.")).toBeTruthy()
    expect(asked).toEqual([{ sandbox: listed.id, host: 'github.com:22' }])
    expect(within(refused).getByText(/never open · once/)).toBeTruthy()
    expect(within(refused).queryByRole('button', { name: /169/ })).toBeNull()
  })

  it('says why a place is refused before anything is run', async () => {
    show(listed)
    const field = await screen.findByRole('textbox', { name: 'Place to test' })
    fireEvent.change(field, { target: { value: 'github.com:22' } })
    fireEvent.click(screen.getByRole('button', { name: 'Test' }))
    expect(await screen.findByText('github.com:22 is refused: not on its list.')).toBeTruthy()
  })

  it('asks nothing of a backend that holds it to nothing', async () => {
    let isAsked = false
    show(createSandbox('plain', { status: 'running', spec: { network: true } }), { blocked: () => Promise.resolve(((isAsked = true), [])) })
    expect(await screen.findByText(/everything that this machine reaches/)).toBeTruthy()
    expect(screen.queryByRole('list', { name: 'Refused' })).toBeNull()
    expect(isAsked).toBe(false)
  })
})

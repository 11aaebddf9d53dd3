// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings'
import { templateFileSchema, type TemplateView } from '#contract/template'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { createFakeSecrets } from '../../testing/fake-secrets'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { CreateForm } from '../create/create-form-view'
import { useCreateStore, useCreateView } from '../create/create-store'

const agent: TemplateView = {
  ...templateFileSchema.parse({ title: 'Agent', kind: 'agent', spec: {}, environment: [{ name: 'API_KEY', isSecret: true }, { name: 'OTHER_KEY', isSecret: true }] }),
  id: 'agent',
  isOwn: false,
  description: { key: 'templates.description.claude-code' },
  needs: []
}

async function show(template?: string): Promise<void> {
  useCreateStore.setState({ preset: template === undefined ? {} : { template } })
  const { api } = createFakeWindowApi({ sandboxes: [] })
  const secrets = createFakeSecrets(['API_KEY', 'NPM_TOKEN'].map((name) => ({ name, updatedAt: null, sandboxes: [], isThere: true })))
  const templates = { ...api.templates, list: () => Promise.resolve({ templates: [agent], problems: [], directory: '' }) }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, secrets, templates }}>
          <ToastProvider>
            <CreateForm settings={settingsSchema.parse({})} preset={{ name: 'shop', ...(template !== undefined && { template }) }} onDone={() => undefined} />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  await act(() => Promise.resolve())
}

const command = (): string => screen.getByText(/^agentkernel create/).textContent

describe('the secrets of a new sandbox', () => {
  beforeEach(() => useCreateView.setState({ isFull: true }))
  afterEach(() => {
    cleanup()
    useCreateView.setState({ isFull: false })
    useCreateStore.setState({ isOpen: false, preset: {} })
  })

  it('are ticked by name and said in the command', async () => {
    await show()
    fireEvent.click(await screen.findByRole('checkbox', { name: 'NPM_TOKEN' }))
    expect(command()).toContain('agentkernel create shop -S NPM_TOKEN')
    fireEvent.click(screen.getByRole('checkbox', { name: 'NPM_TOKEN' }))
    expect(command()).not.toContain('-S')
  })

  it('are those that its template works with and the vault has; the others are asked for', async () => {
    await show('agent')
    expect((await screen.findByRole('checkbox', { name: 'API_KEY' })).getAttribute('aria-checked')).toBe('true')
    expect(command()).toContain('--template agent -S API_KEY')
    expect(screen.getAllByLabelText('Variable name').map((field) => (field as HTMLInputElement).value)).toEqual(['OTHER_KEY'])
  })
})

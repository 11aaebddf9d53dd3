// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { ProjectProposal } from '#contract/project'
import { settingsSchema } from '#contract/settings'
import { templateFileSchema, type TemplateView } from '#contract/template'
import type { WindowApi } from '#contract/window-api'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { CreateForm } from './create-form-view'
import { useCreateStore, useCreateView, type CreatePreset } from './create-store'

afterEach(() => {
  cleanup()
  useCreateView.setState({ isFull: false })
  useCreateStore.setState({ isOpen: false, preset: {} })
})

const agent: TemplateView = {
  ...templateFileSchema.parse({ title: 'Claude Code', kind: 'agent', spec: { image: 'node:22', vcpus: 2, memoryMb: 2048 }, environment: [{ name: 'ANTHROPIC_API_KEY', isSecret: true }], hosts: ['api.example.com'] }),
  id: 'claude-code',
  isOwn: false,
  description: { key: 'templates.description.claude-code' },
  needs: [{ key: 'templates.needs_network', params: { hosts: 'api.example.com' } }]
}

const folder = { handle: 'folder-1', path: '/home/mara/shop' }
const noProject: ProjectProposal = { folderName: 'shop', template: null, proposal: {}, because: [], needsConsent: [], consent: null }

/** The form over the fake host; the same preset as the dialog would give it. */
async function show(preset: CreatePreset, project: ProjectProposal = noProject, own: Partial<WindowApi['templates']> = {}, agree: WindowApi['project']['agree'] = () => Promise.resolve({})) {
  useCreateStore.setState({ preset })
  const { api } = createFakeWindowApi({ sandboxes: [] })
  const templates = { ...api.templates, list: () => Promise.resolve({ templates: [agent], problems: [], directory: '' }), ...own }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, templates, project: { ...api.project, inspect: () => Promise.resolve(project), agree } }}>
          <ToastProvider>
            <CreateForm settings={settingsSchema.parse({})} preset={{ name: 'shop', ...preset }} onDone={() => undefined} />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  await act(() => Promise.resolve())
}

const command = (): string => screen.getByText(/^agentkernel create/).textContent
const value = (label: string): string => (screen.getByLabelText(label) as HTMLInputElement).value

describe('creating from a template', () => {
  it('takes its choices over, says what it needs, and names it in the command', async () => {
    await show({ template: 'claude-code' })
    expect(await screen.findByText(/Anthropic's coding agent.*must reach api\.example\.com/)).toBeTruthy()
    expect(value('Image')).toBe('node:22')
    expect(value('Variable name')).toBe('ANTHROPIC_API_KEY')
    expect(command()).toBe('agentkernel create shop --template claude-code && agentkernel start shop')
  })

  it('keeps the variables that a person wrote, also without a value', async () => {
    await show({ template: 'claude-code', environment: { CI: '' } })
    expect(command()).toContain(' -e CI=')
    expect(screen.getAllByLabelText('Variable name').map((field) => (field as HTMLInputElement).value)).toEqual(['CI', 'ANTHROPIC_API_KEY'])
  })

  it('follows the template that a project suggests', async () => {
    await show({ folder }, { ...noProject, template: 'claude-code', because: [{ key: 'project.because.template', params: { title: 'Claude Code' } }] })
    expect(await screen.findByText('The folder looks like a project of the template Claude Code.')).toBeTruthy()
    expect(command()).toContain('--template claude-code')
  })
})

describe('a project that wants to publish or mount something', () => {
  const wishes: ProjectProposal = {
    ...noProject,
    proposal: { ports: [{ hostPort: 8080, sandboxPort: 80, protocol: 'tcp' }] },
    needsConsent: [{ key: 'project.consent.mount' }, { key: 'project.consent.port', params: { port: '8080:80/tcp' } }]
  }

  it('is shown and asked about; without a yes the folder is copied and nothing published', async () => {
    await show({ folder }, wishes)
    expect(await screen.findByText('Publish port 8080:80/tcp on this machine.')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Leave out' }))
    expect(screen.getByText('Not taken over')).toBeTruthy()
    expect(command()).toBe('agentkernel create shop --dir /home/mara/shop && agentkernel start shop')
  })

  it('is done after a yes', async () => {
    await show({ folder }, wishes)
    fireEvent.click(await screen.findByRole('button', { name: 'Take over' }))
    expect(command()).toBe('agentkernel create shop --mount /home/mara/shop:/workspace --workdir /workspace -p 8080:80 && agentkernel start shop')
  })

  it('is remembered with a yes, for what was shown', async () => {
    const agreed: unknown[] = []
    await show({ folder }, { ...wishes, consent: { digest: 'a'.repeat(64), isKept: false } }, {}, async (input) => {
      agreed.push(input)
      return {}
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Take over' }))
    expect(agreed).toEqual([{ folder: 'folder-1', subject: 'file', digest: 'a'.repeat(64) }])
  })

  it('is taken over without a question where just this was agreed to before', async () => {
    await show({ folder }, { ...wishes, consent: { digest: 'a'.repeat(64), isKept: true } })
    expect(await screen.findByText('Taken over: you agreed to this content before')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Take over' })).toBeNull()
    expect(command()).toContain('-p 8080:80')
  })
})

describe('the short path', () => {
  const more = (): HTMLElement => screen.getByRole('button', { name: /^More settings/ })
  const isOpen = (): boolean => more().getAttribute('aria-expanded') === 'true'

  it('shows the name, the image and the template, and how it was left the next time', async () => {
    await show({})
    expect(isOpen()).toBe(false)
    expect(screen.queryByRole('button', { name: 'Choose folder…' })).toBeNull()
    fireEvent.click(more())
    expect(screen.getByRole('button', { name: 'Choose folder…' })).toBeTruthy()
    cleanup()
    await show({})
    expect(isOpen()).toBe(true)
  })

  it.each([
    ['a folder', { folder }],
    ['a backend', { backend: 'podman' }],
    ['a template that waits for a key', { template: 'claude-code' }]
  ] as const)('opens by itself for %s, and stays as it was left for others', async (_what, preset) => {
    await show(preset)
    expect(isOpen()).toBe(true)
    expect(useCreateView.getState().isFull).toBe(false)
  })

  it('can be closed over what is set, and keeps it', async () => {
    await show({ backend: 'podman' })
    fireEvent.click(more())
    expect(isOpen()).toBe(false)
    expect(command()).toContain('--backend podman')
  })

  it('stays open over what cannot be created', async () => {
    await show({ environment: { GREETING: 'hello' } })
    fireEvent.change(screen.getByLabelText('Variable name'), { target: { value: '1A' } })
    fireEvent.click(more())
    expect(isOpen()).toBe(true)
  })
})

describe('what a project proposes', () => {
  it('tightens without being asked', async () => {
    await show({ folder }, { ...noProject, proposal: { profile: 'restrictive', network: false } })
    expect(command()).toBe('agentkernel create shop --profile restrictive --dir /home/mara/shop && agentkernel start shop')
  })

  it('leaves the image of a template that was chosen', async () => {
    await show({ folder, template: 'claude-code' }, { ...noProject, proposal: { image: 'ruby:3.4' } })
    expect(await screen.findByText(/Anthropic's coding agent/)).toBeTruthy()
    expect(value('Image')).toBe('node:22')
  })
})

describe('templates of one\'s own', () => {
  const own: TemplateView = { ...agent, id: 'team-tools', title: 'Team tools', isOwn: true, environment: [], description: { key: 'templates.own', params: { description: '' } }, needs: [] }

  it('are removed after a question, and the form goes on without', async () => {
    const removed: string[] = []
    const templates = {
      list: () => Promise.resolve({ templates: removed.length > 0 ? [] : [own], problems: [], directory: '' }),
      remove: ({ id }: { id: string }) => {
        removed.push(id)
        return Promise.resolve({})
      }
    }
    await show({ template: 'team-tools' }, noProject, templates)
    fireEvent.click(await screen.findByRole('button', { name: 'Remove this template…' }))
    expect(removed).toEqual([])
    expect(screen.getByText('agentkernel templates rm team-tools')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Remove template' }))
    await waitFor(() => expect(command()).toBe('agentkernel create shop && agentkernel start shop'))
    expect(removed).toEqual(['team-tools'])
    expect(screen.queryByRole('button', { name: 'Remove this template…' })).toBeNull()
  })

  it('that cannot be read are told of, with the reason and the place', async () => {
    const problems = [{ key: 'templates.unreadable', params: { file: 'mine.json', detail: 'Unexpected token' } }]
    await show({}, noProject, { list: () => Promise.resolve({ templates: [], problems, directory: '/home/mara/templates' }) })
    expect(await screen.findByText('1 template of your own cannot be read')).toBeTruthy()
    expect(screen.getByText('mine.json could not be read: Unexpected token')).toBeTruthy()
    expect(screen.getByText('/home/mara/templates')).toBeTruthy()
  })
})

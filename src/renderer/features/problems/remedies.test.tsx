// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { CallOptions } from '#contract/method'
import { AppError } from '#contract/errors'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { Remedies } from './remedies'
import { useRemedyStore } from './remedy-store'

afterEach(() => {
  cleanup()
  useRemedyStore.setState({ runs: {} })
})

const remedy = { text: { key: 'remedies.docker_start' }, command: 'service docker start', action: 'docker.start' }

/** What was really asked of the product, and its answer. */
function show({ answer = () => new Promise<never>(() => undefined), backend = 'docker' }: { answer?: (options?: CallOptions) => Promise<never>; backend?: 'docker' | null } = {}) {
  const { api } = createFakeWindowApi()
  const asked: unknown[] = []
  const runRemedy = (input: unknown, options?: CallOptions) => {
    asked.push(input)
    return answer(options)
  }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, backends: { ...api.backends, runRemedy } }}>
          <ToastProvider>
            <Remedies remedies={[remedy]} backend={backend ?? undefined} />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  return asked
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))

describe('the button of a remedy', () => {
  it('asks before anything is done, and says what', async () => {
    const asked = show()
    press('Do this')
    const question = await screen.findByRole('alertdialog', { name: 'Let AgentKernel do this?' })
    expect(question.textContent).toContain('service docker start')
    expect(asked).toEqual([])
    fireEvent.click(within(question).getByRole('button', { name: 'Cancel' }))
    expect(asked).toEqual([])
  })

  it('does it after a yes, once, and shows that it works on it', async () => {
    const asked = show()
    press('Do this')
    fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Do this' }))
    expect(await screen.findByText('Working…')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Do this' })).toBeNull()
    expect(asked).toEqual([{ backend: 'docker', action: 'docker.start' }])
  })

  it('follows how far it is, and can be cancelled', async () => {
    const signals: (AbortSignal | undefined)[] = []
    show({
      answer: (options) => {
        signals.push(options?.signal)
        options?.onProgress?.({ step: 'fetch', text: { key: 'progress.fetching', params: { what: 'vmlinux', host: 'example.org' } }, done: 5, total: 10 })
        return new Promise((_, reject) => options?.signal?.addEventListener('abort', () => reject(new AppError('CANCELLED', { what: 'call' }))))
      }
    })
    press('Do this')
    fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Do this' }))
    expect((await screen.findByRole('progressbar', { name: 'Fetching vmlinux from example.org' })).getAttribute('aria-valuenow')).toBe('50')
    press('Cancel')
    expect(signals[0]?.aborted).toBe(true)
    expect(await screen.findByRole('button', { name: 'Do this' })).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says why it did not work', async () => {
    show({ answer: () => Promise.reject(new AppError('ENGINE_FAILED', { backend: 'docker', detail: 'unit docker.service is masked' })) })
    press('Do this')
    fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Do this' }))
    expect((await screen.findByRole('alert')).textContent).toContain('unit docker.service is masked')
  })

  it('is not there where nobody knows whose remedy it is: the command is', () => {
    show({ backend: null })
    expect(screen.queryByRole('button', { name: 'Do this' })).toBeNull()
    expect(screen.getByText(/service docker start/)).toBeTruthy()
  })
})

describe('a set-up', () => {
  const offer = { text: { key: 'remedies.firecracker_set_up' }, command: 'agentkernel setup', action: 'set-up' }

  /** What was asked of the product; `files`: what the person chooses in the system's dialog. */
  function offerSetUp(files: readonly string[]) {
    const { api } = createFakeWindowApi()
    const asked: { readonly input: unknown; readonly signal: AbortSignal | undefined }[] = []
    const chooseSetUpFiles = () => Promise.resolve({ chosen: files.map((path) => ({ handle: `handle of ${path}`, path })) })
    const setUp = (input: unknown, options?: CallOptions) => {
      asked.push({ input, signal: options?.signal })
      return new Promise<never>(() => undefined)
    }
    render(
      <I18nextProvider i18n={createI18n('en')} defaultNS="window">
        <QueryClientProvider client={new QueryClient()}>
          <ApiProvider api={{ ...api, host: { ...api.host, chooseSetUpFiles }, backends: { ...api.backends, setUp } }}>
            <ToastProvider>
              <Remedies remedies={[offer]} backend="firecracker" />
            </ToastProvider>
          </ApiProvider>
        </QueryClientProvider>
      </I18nextProvider>
    )
    return asked
  }

  it('takes the files that a person chose, and can be cancelled', async () => {
    const asked = offerSetUp(['/media/firecracker-v1.16.1-x86_64.tgz', '/media/vmlinux-6.1.155'])
    press('From files…')
    expect(await screen.findByText('Working…')).toBeTruthy()
    expect(asked.map(({ input }) => input)).toEqual([{ backend: 'firecracker', from: ['handle of /media/firecracker-v1.16.1-x86_64.tgz', 'handle of /media/vmlinux-6.1.155'] }])
    press('Cancel')
    expect(asked[0]?.signal?.aborted).toBe(true)
  })

  it('does not begin where nothing was chosen', async () => {
    const asked = offerSetUp([])
    press('From files…')
    await Promise.resolve()
    expect(asked).toEqual([])
    expect(screen.getByRole('button', { name: 'From files…' })).toBeTruthy()
  })
})

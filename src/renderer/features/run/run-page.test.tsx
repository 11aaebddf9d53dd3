// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { RunInput } from '#contract/run'
import type { WindowApi } from '#contract/window-api'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { RunPage } from './run-page'
import { useRunStore } from './run-store'

beforeEach(() => useRunStore.setState({ values: null, run: null, recent: [], isKeeping: false }))
afterEach(() => {
  act(() => useRunStore.getState().run?.leave())
  cleanup()
})

/** The page over the fake host; answers what was asked of it, and which runs were left by their reader. */
function show(answer?: WindowApi['run']['start']) {
  const { api } = createFakeWindowApi()
  const asked: RunInput[] = []
  const left: string[] = []
  const start: WindowApi['run']['start'] = (input, options) => {
    asked.push(input)
    options?.signal?.addEventListener('abort', () => left.push(input.command.join(' ')))
    return (answer ?? api.run.start)(input, options)
  }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, run: { ...api.run, start } }}>
          <ToastProvider>
            <RunPage />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  return { asked, left }
}

const type = (line: string): void => void fireEvent.change(screen.getByLabelText('Command'), { target: { value: line } })
const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }))

describe('the page of quick runs', () => {
  it('shows the command line that does the same, and runs nothing before there is a command', () => {
    show()
    expect(screen.getByText('agentkernel run -- COMMAND')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Run' }).getAttribute('aria-disabled')).toBe('true')
    type('npm test | tail')
    expect(screen.getByText("agentkernel run -- sh -c 'npm test | tail'")).toBeTruthy()
    expect(screen.getByText('Runs in a shell (sh), because of the | in it.')).toBeTruthy()
  })

  it('says the exit code and the time, and can be run again; the one before is let go', async () => {
    const { asked, left } = show()
    type('npm test')
    press('Run')
    expect(await screen.findByText('Preparing the sandbox')).toBeTruthy()
    expect(await screen.findByText('Exit code 0', {}, { timeout: 3000 })).toBeTruthy()
    const result = screen.getByRole('region', { name: 'Result' })
    expect(within(result).getByText('1.3 sec')).toBeTruthy()
    expect(within(result).getByRole('log', { name: 'Output' })).toBeTruthy()
    expect(left).toEqual([])
    press('Run again')
    expect(await screen.findByText('Preparing the sandbox')).toBeTruthy()
    expect(asked).toEqual([{ command: ['npm', 'test'] }, { command: ['npm', 'test'] }])
    expect(left).toEqual(['npm test'])
  })

  it('keeps the sandbox under a name', async () => {
    show()
    type('npm test')
    press('Run')
    fireEvent.click(await screen.findByRole('button', { name: 'Keep…' }, { timeout: 3000 }))
    const dialog = await screen.findByRole('dialog', { name: 'Keep this sandbox' })
    fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'tests-of-today' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Keep' }))
    expect(await screen.findByRole('link', { name: /^Open / })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Remove sandbox' })).toBeNull()
  })

  it('is cancelled, which is no failure', async () => {
    const { left } = show()
    type('sleep 100')
    press('Run')
    press('Cancel')
    expect(await screen.findByText('Cancelled, sandbox removed')).toBeTruthy()
    expect(screen.queryByRole('alert')).toBeNull()
    expect(left).toEqual(['sleep 100'])
  })

  it('says why a command could not be run', async () => {
    // oxlint-disable-next-line require-yield -- it fails before it says anything
    show(async function* () {
      throw new AppError('IMAGE_NOT_FOUND', { image: 'node:999' })
    })
    type('node x.js')
    press('Run')
    expect((await screen.findByRole('alert')).textContent).toContain('node:999')
    expect(screen.getByRole('button', { name: 'Run again' })).toBeTruthy()
  })
})

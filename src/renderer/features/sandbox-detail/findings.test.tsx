// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxView } from '#contract/sandbox'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { Findings } from './findings'

afterEach(cleanup)

/** What the product was asked for one sandbox; it never answers. */
async function show(changes: Partial<SandboxView>) {
  const { api } = createFakeWindowApi()
  const [any] = (await api.sandboxes.list({})).sandboxes
  if (!any) throw new Error('the fake has no sandbox')
  const asked: string[] = []
  const get = ({ sandbox }: { sandbox: string }) => {
    asked.push(sandbox)
    return new Promise<never>(() => undefined)
  }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, sandboxes: { ...api.sandboxes, get } }}>
          <Findings sandbox={{ ...any, id: 'one', findings: [], ...changes }} />
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  return asked
}

describe('what was asked and what is enforced', () => {
  it('is compared now when the command started it and nobody looked', async () => {
    expect(await show({ status: 'running' })).toEqual(['one'])
    expect(screen.getByText('Being compared with what holds inside…')).toBeTruthy()
  })

  it('asks nothing of a sandbox that does not run', async () => {
    expect(await show({ status: 'stopped' })).toEqual([])
    expect(screen.getByText('Compared when it is started for the first time.')).toBeTruthy()
  })
})

// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BackendView } from '#contract/backend'
import { createI18n } from '#locales/index'
import { useBackendActions } from '../features/backends/use-backend-actions'
import { listActions, listVerbs, runAction } from '../features/palette/action-registry'
import { useImageDialogs } from '../features/images/image-dialogs-store'
import { useImageActions } from '../features/images/use-image-actions'
import { closeSheets, showPalette } from '../features/palette/palette-store'
import { RemedyDialog } from '../features/problems/remedy-dialog'
import { useRemedyAsk, useRemedyStore } from '../features/problems/remedy-store'
import { listTabs, useDetailStore } from '../features/sandbox-detail/detail-store'
import { useListActions } from '../features/sandboxes/use-list-actions'
import { useMoreSandboxVerbs } from '../features/sandboxes/use-more-verbs'
import { useSandboxVerbsOfList } from '../features/sandboxes/use-sandbox-verbs'
import { useSecretActions } from '../features/secrets/use-secret-actions'
import { useSettingsActions } from '../features/settings/use-settings-actions'
import { useTerminalActions } from '../features/terminals/use-terminal-actions'
import { createFakeWindowApi } from '../testing/fake-api'
import { createSandbox, minutesAgo } from '../testing/fake-data'
import { ApiProvider } from '../ui/api-context'
import { ToastProvider } from '../ui/toast'
import { useWindowActions } from './use-window-actions'

const docker: BackendView = {
  kind: 'docker',
  isolation: 'shared-kernel',
  detection: { state: 'stopped', remedies: [{ text: { key: 'remedies.docker_start' }, command: 'service docker start', action: 'docker.start' }], attempts: [], warnings: [] },
  checkedAt: minutesAgo(0),
  isSelected: false,
  sandboxCount: 0
}
const asked: unknown[] = []
const begun: string[] = []

function Actions() {
  useWindowActions()
  useSandboxVerbsOfList()
  useMoreSandboxVerbs()
  useListActions()
  useBackendActions()
  useSettingsActions()
  useSecretActions()
  useTerminalActions()
  useImageActions()
  return <RemedyDialog onBegun={() => begun.push('backends')} />
}

beforeEach(async () => {
  const { api } = createFakeWindowApi()
  const backends = {
    ...api.backends,
    list: () => Promise.resolve([docker]),
    runRemedy: (input: unknown) => {
      asked.push(input)
      return Promise.resolve({})
    }
  }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, backends: backends as never }}>
          <ToastProvider>
            <Actions />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  await act(() => new Promise((resolve) => setTimeout(resolve, 20)))
})
afterEach(() => {
  cleanup()
  useRemedyAsk.setState({ asked: null })
  useRemedyStore.setState({ runs: {} })
  asked.length = 0
  begun.length = 0
})

describe('the actions of the window', () => {
  it('are there once each, with a title that is no key of the texts', () => {
    const all = [...listActions(), ...listVerbs(createSandbox('web', { status: 'running' }))]
    const ids = all.map(({ id }) => id)
    expect(ids).toHaveLength(new Set(ids).size)
    expect(all.filter(({ title }) => /^[a-z_]+([.:][a-z_]+)+$/.test(title))).toEqual([])
    expect(all.length).toBeGreaterThan(60)
  })

  it('know every image while the palette is open, each with what can be done with it; what removes one only asks', async () => {
    const images = () => listActions().filter(({ id }) => id.startsWith('image.'))
    expect(images()).toEqual([])
    act(showPalette)
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)))
    const [first] = images()
    const verbs = first?.more?.() ?? []
    expect(verbs.map(({ id }) => id.split(' ')[0])).toEqual(['image.use', 'image.copy_name', 'image.copy_remove', 'image.remove'])
    act(() => verbs.at(-1)?.run())
    expect(verbs.at(-1)?.isDestructive).toBe(true)
    expect(useImageDialogs.getState().removing?.id).toBe(first?.id.split(' ')[2])
    act(closeSheets)
  })

  it('lead to every part of a sandbox', () => {
    expect(listTabs(createSandbox('plain'))).not.toContain('review')
    const sandbox = createSandbox('web', { status: 'running', spec: { copiedFrom: '/home/ada/web' } })
    expect(listTabs(sandbox)).toContain('review')
    for (const tab of listTabs(sandbox)) {
      const verb = listVerbs(sandbox).find(({ id }) => id === `sandbox.${tab} ${sandbox.id}`)
      act(() => verb?.run())
      expect(useDetailStore.getState().tab).toBe(tab)
    }
  })

  it('offer the remedy of a backend, which is run after a yes alone', () => {
    act(() => void runAction('backends.remedy docker docker.start'))
    expect(asked).toEqual([])
    expect(screen.getByText('service docker start')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Do this' }))
    expect(asked).toEqual([{ backend: 'docker', action: 'docker.start' }])
    expect(begun).toEqual(['backends'])
    expect(screen.queryByText('service docker start')).toBeNull()
  })

  it('offer to forget only what is gone, and to pin only what is not pinned', () => {
    const offered = (sandbox: ReturnType<typeof createSandbox>) => listVerbs(sandbox).flatMap(({ id, isEnabled }) => (isEnabled === false ? [] : [id.split(' ')[0]]))
    expect(offered(createSandbox('web', { status: 'running' }))).not.toContain('sandbox.forget')
    expect(offered(createSandbox('web', { status: 'missing' }))).toContain('sandbox.forget')
    expect(offered({ ...createSandbox('web'), isPinned: true })).toContain('sandbox.unpin')
    expect(offered(createSandbox('web'))).not.toContain('sandbox.unpin')
  })
})

// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { ImageView } from '#contract/image'
import type { ImageOrigin } from '#contract/image-origin'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { createSandbox } from '../../testing/fake-data'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { ImageFacts } from './image-facts'

afterEach(cleanup)

const own: ImageView = { backend: 'docker', id: `sha256:${'a1'.repeat(32)}`, references: [], repoDigests: [`app@sha256:${'b2'.repeat(32)}`], labels: {}, sizeBytes: 1, usedBy: ['dev'] }

/** What was asked to be opened. */
function show(labels: ImageOrigin['labels'], images: readonly ImageView[] = [own]): string[] {
  const { api } = createFakeWindowApi()
  const opened: string[] = []
  const openExternal = ({ url }: { url: string }) => {
    opened.push(url)
    return Promise.resolve({ isOpened: true })
  }
  const sandbox = createSandbox('dev', { spec: { image: 'app:1' }, madeOf: { id: own.id, repoDigests: own.repoDigests, labels } })
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, host: { ...api.host, openExternal }, images: { ...api.images, list: () => Promise.resolve({ images: [...images], failed: [] }) } }}>
          <ToastProvider>
            <ImageFacts sandbox={sandbox} />
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  return opened
}

describe('the image of a sandbox', () => {
  it('is told by the digest under which it can be had again', () => {
    show({})
    expect(screen.getByText('sha256:b2b2b2b2b2b2')).toBeTruthy()
    expect(screen.queryByText('The image says')).toBeNull()
  })

  it('is told apart from the one that its name means by now', async () => {
    show({}, [own, { ...own, id: `sha256:${'c3'.repeat(32)}`, references: ['app:1'], repoDigests: [] }])
    expect(await screen.findByText('The name means another image by now:')).toBeTruthy()
    expect(screen.getByText('sha256:c3c3c3c3c3c3')).toBeTruthy()
  })

  it('leads to its source', () => {
    const opened = show({ source: 'https://example.com/app' })
    fireEvent.click(screen.getByRole('button', { name: 'https://example.com/app' }))
    expect(opened).toEqual(['https://example.com/app'])
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'git@example.com:app', 'http://example.com'])('leads nowhere when its source is %s', (source) => {
    show({ source })
    expect(screen.getByText(source)).toBeTruthy()
    expect(screen.queryByRole('button', { name: source })).toBeNull()
  })
})

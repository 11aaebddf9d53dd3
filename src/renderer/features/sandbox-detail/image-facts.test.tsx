// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { ImageOrigin } from '#contract/image-origin'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { ImageFacts } from './image-facts'

afterEach(cleanup)

/** What was asked to be opened. */
function show(labels: ImageOrigin['labels']): string[] {
  const { api } = createFakeWindowApi()
  const opened: string[] = []
  const openExternal = ({ url }: { url: string }) => {
    opened.push(url)
    return Promise.resolve({ isOpened: true })
  }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <ApiProvider api={{ ...api, host: { ...api.host, openExternal } }}>
        <ToastProvider>
          <ImageFacts reference="app:1" origin={{ id: `sha256:${'a1'.repeat(32)}`, repoDigests: [`app@sha256:${'b2'.repeat(32)}`], labels }} />
        </ToastProvider>
      </ApiProvider>
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

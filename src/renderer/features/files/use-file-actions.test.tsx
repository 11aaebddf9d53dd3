// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { WindowApi } from '#contract/window-api'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { createSandbox } from '../../testing/fake-data'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { useTransferStore } from './transfer-store'
import { useFileActions } from './use-file-actions'

afterEach(cleanup)

it('a file that is let go before its copy is here is not dragged any more', async () => {
  const { api } = createFakeWindowApi({ sandboxes: [] })
  const signals: (AbortSignal | undefined)[] = []
  const dragOut: WindowApi['host']['dragOut'] = (_input, options) => {
    signals.push(options?.signal)
    return new Promise((_resolve, reject) => options?.signal?.addEventListener('abort', () => reject(new AppError('CANCELLED', {}))))
  }
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, host: { ...api.host, dragOut } }}>
          <ToastProvider>{children}</ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  const { result } = renderHook(() => useFileActions(createSandbox('shop')), { wrapper })
  const dragging = result.current.dragOut('/srv/report.csv')
  expect([signals[0]?.aborted, useTransferStore.getState().transfers.length]).toEqual([false, 1])
  window.dispatchEvent(new MouseEvent('mouseup'))
  await dragging
  expect([signals[0]?.aborted, useTransferStore.getState().transfers.length]).toEqual([true, 0])
})

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { createI18n } from '#locales/index'
import { recallLanguage } from './use-language'
import { ToastProvider } from '../ui/toast'
import { TooltipProvider } from '../ui/tooltip'
import { ConnectionProvider, type Connecting } from './connection'
import { Shell } from './shell'

/** What is known comes by events: nothing is asked again on focus or after a time. */
function createQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: 10_000, networkMode: 'always' }, mutations: { networkMode: 'always' } } })
}

export function App(connecting: Connecting) {
  const [queries] = useState(createQueryClient)
  const [i18n] = useState(() => createI18n(recallLanguage()))
  return (
    <I18nextProvider i18n={i18n} defaultNS="window">
      <QueryClientProvider client={queries}>
        <ConnectionProvider {...connecting}>
          <TooltipProvider delay={500}>
            <ToastProvider timeout={6000}>
              <Router hook={useHashLocation}>
                <Shell />
              </Router>
            </ToastProvider>
          </TooltipProvider>
        </ConnectionProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
}

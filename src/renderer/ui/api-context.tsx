import { createContext, useContext, type ReactNode } from 'react'
import type { WindowApi } from '#contract/window-api'

const Context = createContext<WindowApi | null>(null)

/** Hands the one line to the host to everything below. */
export function ApiProvider({ api, children }: { readonly api: WindowApi; readonly children: ReactNode }) {
  return <Context value={api}>{children}</Context>
}

export function useApi(): WindowApi {
  const api = useContext(Context)
  if (!api) throw new Error('useApi needs an ApiProvider above it')
  return api
}

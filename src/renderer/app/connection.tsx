import { useEffect, useState, type ReactNode } from 'react'
import { create } from 'zustand'
import type { WindowApi } from '#contract/window-api'
import { ApiProvider } from '../ui/api-context'

/** One line to the host: the api it presents, and its end. */
export interface Connection {
  readonly api: WindowApi
  /** Resolves when the line is dead. */
  readonly closed: Promise<void>
}

export interface Connecting {
  readonly first: Connection
  /** Another one, after the one before ended. */
  readonly connect: () => Connection
}

export const useConnectionStore = create<{ readonly isConnected: boolean }>(() => ({ isConnected: true }))

const retryMs = 1000

/** Gives the window its line to the host and draws a new one whenever it breaks. */
export function ConnectionProvider({ first, connect, children }: Connecting & { readonly children: ReactNode }) {
  const [connection, setConnection] = useState(first)
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    void connection.closed.then(() => {
      if (isOver) return
      useConnectionStore.setState({ isConnected: false })
      timer = setTimeout(() => setConnection(connect()), retryMs)
    })
    void connection.api.host.info({}).then(
      () => !isOver && useConnectionStore.setState({ isConnected: true }),
      () => undefined
    )
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [connection, connect])
  return <ApiProvider api={connection.api}>{children}</ApiProvider>
}

import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** How far back the log is read, in minutes; 0: everything there is. */
export const logSpans = [0, 5, 60, 1440] as const
export type LogSpan = (typeof logSpans)[number]

interface LogChoices {
  readonly isWrapped: boolean
  readonly span: LogSpan
}

export const useLogChoices = create<LogChoices>()(persist((): LogChoices => ({ isWrapped: false, span: 0 }), { name: 'logs' }))

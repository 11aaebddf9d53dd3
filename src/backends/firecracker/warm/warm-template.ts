import type { Text } from '#contract/text'

/** The state and the memory of a guest that had come up and had nothing of any sandbox yet. Read only, by every machine that is made of it. */
export interface WarmTemplate {
  readonly stateFile: string
  readonly memoryFile: string
}

/** How a machine is to begin: from a template, or by booting, and then why. */
export type Beginning = { readonly template: WarmTemplate } | { readonly why: Text }

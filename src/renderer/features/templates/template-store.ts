import { create } from 'zustand'
import type { TemplateView } from '#contract/template'

/** `template`: made anew of it, or that of one's own itself. */
export type TemplateAsked = { readonly kind: 'new'; readonly template: TemplateView | null } | { readonly kind: 'edit'; readonly template: TemplateView } | { readonly kind: 'sandbox'; readonly sandbox: { readonly id: string; readonly name: string } }

/** Which template is being made or changed. */
export const useTemplateStore = create<{ readonly asked: TemplateAsked | null }>(() => ({ asked: null }))

export function askForTemplate(asked: TemplateAsked): void {
  useTemplateStore.setState({ asked })
}

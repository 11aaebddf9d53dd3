/** The id of the sandbox whose row or card something lies in; null outside of them. */
export function sandboxAt(target: EventTarget): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-sandbox]') : null
  return row?.dataset['sandbox'] ?? null
}

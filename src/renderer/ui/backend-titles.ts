import { backendKindSchema, backendTitles } from '#contract/backend-kind'

export { backendTitles } from '#contract/backend-kind'

/** A kind, or several with commas, as their products are written; anything else as it is. */
export function titleBackends(value: string): string {
  return value
    .split(', ')
    .map((word) => {
      const kind = backendKindSchema.safeParse(word)
      return kind.success ? backendTitles[kind.data] : word
    })
    .join(', ')
}

import type { ImageView } from '#contract/image'
import { formatBytes } from '../../ui/format'
import type { Suggestion } from '../../ui/suggest-field'

export interface SuggestionTexts {
  readonly recent: string
  readonly common: string
  readonly locale: string
}

/** Good first images, one per kind of work. */
const common = ['alpine:3.20', 'debian:13-slim', 'node:22', 'python:3.13', 'golang:1.25', 'rust:1.92', 'ruby:3.4']

/** What was used before, then what is here already (no pull), then what many begin with; each once. */
export function toImageSuggestions(recent: readonly string[], local: readonly ImageView[], texts: SuggestionTexts): Suggestion[] {
  const here = new Map(local.flatMap((image) => image.references.map((reference) => [reference, formatBytes(image.sizeBytes, texts.locale)] as const)))
  const all = [
    ...recent.map((value) => ({ value, note: here.get(value) ?? texts.recent })),
    ...[...here].map(([value, note]) => ({ value, note })),
    ...common.map((value) => ({ value, note: texts.common }))
  ]
  return [...new Map(all.toReversed().map((suggestion) => [suggestion.value, suggestion])).values()].toReversed()
}

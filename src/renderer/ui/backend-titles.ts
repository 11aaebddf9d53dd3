import { backendKindSchema, type BackendKind } from '#contract/backend-kind'

/** Product names are not translated. */
export const backendTitles: Record<BackendKind, string> = { firecracker: 'Firecracker', apple: 'Apple', docker: 'Docker', podman: 'Podman' }

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

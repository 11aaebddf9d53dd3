import type { ImageView } from '#contract/image'

/** Its first name, else what is short of its digest. */
export function toImageName({ references, id }: Pick<ImageView, 'references' | 'id'>): string {
  return references[0] ?? shortId(id)
}

export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12)
}

/** The command that removes it. */
export function toRemoveCommand({ references, id, backend }: ImageView): string {
  return `agentkernel images rm ${references[0] ?? id} --backend ${backend}`
}

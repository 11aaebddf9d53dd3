/** Podman leaves the algorithm out in some answers. */
export function toImageId(id: string): string {
  return id.startsWith('sha256:') ? id : `sha256:${id}`
}

const mappingStart = /^[0-9a-f]+-[0-9a-f]+ /m

/**
 * Of the text of `/proc/<pid>/smaps`: the resident megabytes of a monitor without those of its guest, whose memory is one mapping of just
 * that size. Fails when there is none, for then nothing can be told apart.
 */
export function readOwnMemoryMb(smaps: string, guestMb: number): number {
  const mappings = smaps.split(mappingStart).slice(1).map((text) => ({ kb: toKb(text, 'Size'), residentKb: toKb(text, 'Rss') }))
  const own = mappings.filter(({ kb }) => kb !== guestMb * 1_024)
  if (own.length === mappings.length) throw new Error(`no mapping of the process is the guest's memory of ${guestMb} MB`)
  return own.reduce((sum, { residentKb }) => sum + residentKb, 0) / 1_024
}

function toKb(mapping: string, field: string): number {
  return Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(mapping)?.[1] ?? 0)
}

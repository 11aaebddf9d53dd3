/** SHA-256 in hex. */
export async function toDigest(data: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data.slice()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Text in UTF-8; null for bytes that are none. */
export function toText(data: Uint8Array): string | null {
  if (data.includes(0)) return null
  try {
    // A mark at the start is part of the file, and must still be there when it is written back.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return null
  }
}

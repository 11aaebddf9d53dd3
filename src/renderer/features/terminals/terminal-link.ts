/** Where a link really leads: the host in its ASCII form, so that look-alike letters show. Null for anything but http and https. */
export function parseTerminalLink(text: string): { readonly url: string; readonly host: string; readonly isSecure: boolean } | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  return { url: url.href, host: url.host, isSecure: url.protocol === 'https:' }
}

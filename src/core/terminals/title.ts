const longest = 80

/** A title as a program set it, fit for showing: no control or direction-changing characters, not too long. */
export function cleanTitle(title: string): string {
  const plain = title.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return [...plain].slice(0, longest).join('')
}

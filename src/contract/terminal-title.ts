const longestTitle = 80
// Control characters, marks that change the direction of what follows, and characters without width.
// eslint-disable-next-line no-control-regex
const notShown = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/** A title that a program set, as a person may be shown it. */
export function toSafeTitle(raw: string): string {
  return [...raw.replaceAll(notShown, '').trim()].slice(0, longestTitle).join('')
}

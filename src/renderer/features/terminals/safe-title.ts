const longest = 80

/** A title that a program set, without control and direction characters, cut to a length. */
export function toSafeTitle(title: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return title.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '').trim().slice(0, longest)
}

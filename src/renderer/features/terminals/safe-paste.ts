/** What of a clipboard may reach a terminal: text, tabs and line breaks; no escapes, no other control characters. */
export function toSafePaste(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll('\r\n', '\n').replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '')
}

/** Whether a shell could run a part of it before the person has looked: anything with a line break. */
export function hasSeveralLines(text: string): boolean {
  return text.includes('\n')
}

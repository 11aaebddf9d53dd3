const piece = /"(?:\\.|[^"\\])*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/[^\r\n]*(?:[\r\n]|$)|\/\*[\s\S]*?\*\/)*[\]}])/g

/** JSON with comments and commas at the end of lists, as editors write their settings, made into JSON. Strings stay as they are. */
export function stripJsonComments(text: string): string {
  return text.replace(/^\u{FEFF}/u, '').replaceAll(piece, (found) => (found.startsWith('"') ? found : ' '))
}

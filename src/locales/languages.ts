/** The languages that are complete, by tag, each with its own name for itself. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)

/**
 * The language to speak: the chosen one, else the first of the preferred ones that there is, else English.
 * Tags are BCP 47 or POSIX (`de-AT`, `de_AT.UTF-8`); the region does not matter.
 */
export function chooseLanguage(chosen: string | null | undefined, preferred: readonly string[]): Language {
  const tags = [...(chosen ? [chosen] : []), ...preferred].map((tag) => /^[a-z]{2,3}(?![a-z])/i.exec(tag)?.[0].toLowerCase() ?? '')
  return tags.find(isLanguage) ?? 'en'
}

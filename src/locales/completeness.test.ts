import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { german } from './de'
import { english } from './en'

type Texts = { readonly [key: string]: string | Texts }

function flatten(texts: Texts, before = ''): Record<string, string> {
  return Object.assign({}, ...Object.entries(texts).map(([key, value]) => (typeof value === 'string' ? { [before + key]: value } : flatten(value, `${before}${key}.`))))
}

const plural = /_(zero|one|two|few|many|other)$/
const parametersOf = (text: string): string[] => [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name ?? ''))].sort()

/** By key without its plural form: the forms there are, and every parameter that any of them shows. */
function describeTexts(texts: Texts): Map<string, { forms: string[]; parameters: string[] }> {
  const found = new Map<string, { forms: string[]; parameters: string[] }>()
  const all = flatten(texts)
  for (const [key, text] of Object.entries(all)) {
    const base = key.replace(plural, '')
    // `attempt_other` alone is a word, not a plural form.
    const form = `${base}_one` in all && `${base}_other` in all ? plural.exec(key)?.[1] : undefined
    const name = form === undefined ? key : base
    const entry = found.get(name) ?? { forms: [], parameters: [] }
    found.set(name, { forms: form === undefined ? entry.forms : [...entry.forms, form].sort(), parameters: [...new Set([...entry.parameters, ...parametersOf(text)])].sort() })
  }
  return found
}

const reference = describeTexts(english)

describe.each([['de', german]] as const)('the language %s', (language, texts) => {
  const here = describeTexts(texts)

  it('has every text that English has, and no other: put new ones beside the English one', () => {
    expect([...here.keys()].sort()).toEqual([...reference.keys()].sort())
  })

  it('shows the same parameters in every text', () => {
    const differing = [...reference].filter(([key, { parameters }]) => here.has(key) && here.get(key)?.parameters.join() !== parameters.join()).map(([key]) => key)
    expect(differing).toEqual([])
  })

  it('has all plural forms of its own where English counts', () => {
    const wanted = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort().join()
    const lacking = [...reference].filter(([key, { forms }]) => forms.length > 0 && here.get(key)?.forms.join() !== wanted).map(([key]) => key)
    expect(lacking).toEqual([])
  })

  it('leaves no sentence in English', () => {
    const original = flatten(english)
    const same = Object.entries(flatten(texts)).filter(([key, text]) => text === original[key] && text.replaceAll(/\{\{\w+\}\}/g, '').trim().split(/\s+/).length > 2)
    expect(same).toEqual([])
  })
})

describe('the window', () => {
  it('asks for no text that is not there', () => {
    const folder = path.join(import.meta.dirname, '../renderer')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.includes('test'))
    const missing = files.flatMap((file) => {
      const source = readFileSync(path.join(folder, file), 'utf8')
      const namespace = /useTranslation\('(\w+)'\)/.exec(source)?.[1] ?? 'window'
      return [...source.matchAll(/(?<![\w.])t\(\s*'([\w:.-]+)'/g)]
        .map(([, key = '']) => (key.includes(':') ? key.replace(':', '.') : `${namespace}.${key}`))
        .filter((key) => !reference.has(key))
        .map((key) => `${file}: ${key}`)
    })
    expect(files.length).toBeGreaterThan(50)
    expect(missing).toEqual([])
  })
})

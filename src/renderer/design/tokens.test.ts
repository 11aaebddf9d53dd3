import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Theme = 'light' | 'dark'
interface Oklch {
  readonly lightness: number
  readonly chroma: number
  readonly hue: number
}

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const pairPattern = /--([a-z-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)/g

function parseOklch(text: string): Oklch {
  const [lightness = '', chroma = '', hue = ''] = text.split(' ')
  return { lightness: Number.parseFloat(lightness) / 100, chroma: Number(chroma), hue: Number(hue) }
}

const colours = new Map([...css.matchAll(pairPattern)].map(([, name = '', light = '', dark = '']) => [name, { light: parseOklch(light), dark: parseOklch(dark) }]))

function colour(name: string, theme: Theme): Oklch {
  const pair = colours.get(name)
  if (!pair) throw new Error(`no token --${name}`)
  return pair[theme]
}

/** Linear sRGB of an OKLCH colour (Ottosson's matrices), clipped to the gamut as a screen does. */
function toLinearRgb({ lightness, chroma, hue }: Oklch): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  ]
}

function luminance(value: Oklch): number {
  const [red, green, blue] = toLinearRgb(value)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(first: Oklch, second: Oklch): number {
  const [high = 0, low = 0] = [luminance(first), luminance(second)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected']
const states = ['positive', 'caution', 'negative', 'progress']
const ansi = [...colours.keys()].filter((name) => name.startsWith('ansi-') && !name.endsWith('black'))

const readPairs: [text: string, ground: string][] = [
  ...['text', 'text-muted', 'text-faint', 'accent', ...states].flatMap((text) => grounds.map((ground): [string, string] => [text, ground])),
  ...states.flatMap((state) => [[state, `${state}-soft`] as [string, string], ['text', `${state}-soft`] as [string, string], ['text-muted', `${state}-soft`] as [string, string]]),
  ['text', 'pressed'],
  ['text-muted', 'pressed'],
  ['text-faint', 'pressed'],
  ['on-accent', 'accent-fill'],
  ['on-accent', 'accent-fill-hover'],
  ['on-accent', 'negative-fill'],
  ['on-accent', 'negative-fill-hover'],
  ['terminal-text', 'terminal-ground'],
  ['terminal-text', 'terminal-selection'],
  ...ansi.map((name): [string, string] => [name, 'terminal-ground'])
]
const markPairs: [mark: string, ground: string][] = ['line-strong', 'accent', ...states].flatMap((mark) => ['canvas', 'surface', 'raised', 'sunken'].map((ground): [string, string] => [mark, ground]))

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it.each(readPairs)('reads %s on %s at 4.5 or better', (text, ground) => {
    expect(contrast(colour(text, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(markPairs)('shows %s on %s at 3 or better', (mark, ground) => {
    expect(contrast(colour(mark, theme), colour(ground, theme))).toBeGreaterThanOrEqual(3)
  })

  it('keeps the state colours at one lightness', () => {
    expect(new Set(states.map((state) => colour(state, theme).lightness)).size).toBe(1)
  })
})

describe('the contrast measure', () => {
  it('agrees with the known ends of the scale', () => {
    const white = { lightness: 1, chroma: 0, hue: 0 }
    expect(contrast(white, { lightness: 0, chroma: 0, hue: 0 })).toBeCloseTo(21, 1)
    expect(contrast(white, white)).toBe(1)
  })

  it('makes nearer surfaces lighter in the dark theme', () => {
    const lightness = ['canvas', 'surface', 'raised'].map((name) => colour(name, 'dark').lightness)
    expect(lightness).toEqual([...lightness].sort((x, y) => x - y))
  })
})

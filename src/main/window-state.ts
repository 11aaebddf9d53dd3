import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const rectangleSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1).max(20_000), height: z.int().min(1).max(20_000) })
export type Rectangle = z.infer<typeof rectangleSchema>

const themeSchema = z.enum(['system', 'light', 'dark'])

/** How the window looked when it was last open: read before anything else so that it opens there, in its colours. */
const windowStateSchema = z.object({ bounds: rectangleSchema.optional(), isMaximized: z.boolean().default(false), theme: themeSchema.default('system') })
export type WindowState = z.infer<typeof windowStateSchema>

/** A file of no importance: what cannot be read is as if it were not there. */
export function readWindowState(file: string): WindowState {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return windowStateSchema.parse({})
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.next`
  writeFileSync(next, JSON.stringify(state), { mode: 0o600 })
  renameSync(next, file)
}

/** Kept bounds, when enough of them is on a display that is there now to grab the window by; else undefined. */
export function fitBounds(bounds: Rectangle | undefined, displays: readonly Rectangle[]): Rectangle | undefined {
  if (!bounds) return undefined
  const grip = 64
  const isReachable = displays.some(
    (display) =>
      bounds.x + bounds.width >= display.x + grip &&
      bounds.x <= display.x + display.width - grip &&
      bounds.y >= display.y &&
      bounds.y <= display.y + display.height - grip
  )
  return isReachable ? bounds : undefined
}

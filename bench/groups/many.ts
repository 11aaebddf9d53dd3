import { resolve } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { build, preview } from 'vite'
import type { Bench, Group } from '../bench'
import { bareFolder, launchWindow, whyNoWindow } from '../electron-app'
import { beyondRow, median, ratioRow } from '../measure'
import { createHome } from '../product'

const count = 1000
const rounds = 5
const frames = 180
const page = 'testing/stories.html'

/** The window's list over a fake host with a thousand sandboxes, in a real Electron: drawn, filtered, scrolled. */
export const manyGroup: Group = {
  name: 'many',
  run: async (bench) => {
    const why = whyNoWindow()
    if (why !== null) return bench.skip('many', why)
    const address = await serveStories(bench)
    const home = await createHome({})
    bench.afterwards(() => home.forget())
    const window = await launchWindow(bareFolder, home.directory)
    bench.afterwards(() => window.electron.close())
    await watchFirstRow(window.page)
    await measureDrawing(bench, window.page, address)
    await measureFilter(bench, window.page)
    await measureScrolling(bench, window.page)
  }
}

/** Built as the product is: what a development server gives is another, slower React. */
async function serveStories(bench: Bench): Promise<string> {
  const outDir = resolve('out/stories')
  const options = { configFile: resolve('vite.stories.config.ts'), logLevel: 'error' } as const
  await build({ ...options, build: { outDir, emptyOutDir: true, rollupOptions: { input: resolve('src/renderer', page) } } })
  const server = await preview({ ...options, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  bench.afterwards(() => server.close())
  return new URL(page, server.resolvedUrls?.local[0]).href
}

/** When the page has painted its first rows, in its own time, which begins with the navigation. */
async function watchFirstRow(target: Page): Promise<void> {
  await target.addInitScript(() => {
    const look = (): void => {
      if (document.querySelectorAll('[role=row]').length > 5) requestAnimationFrame(() => Object.assign(window, { drawnAt: performance.now() }))
      else requestAnimationFrame(look)
    }
    look()
  })
}

async function measureDrawing(bench: Bench, target: Page, address: string): Promise<void> {
  const times = { many: [] as number[], busy: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    for (const scenario of ['busy', 'many'] as const) {
      await target.goto(`${address}?scenario=${scenario}`)
      await target.waitForFunction(() => 'drawnAt' in window)
      const drawnAt = await target.evaluate(() => Number(Reflect.get(window, 'drawnAt')))
      if (round > 0) times[scenario].push(drawnAt)
    }
  }
  bench.add(beyondRow({ group: 'many', what: `${count} sandboxes: until the list is drawn`, ours: median(times.many), reference: median(times.busy), referenceName: 'the same page with a few' }, 100))
}

/** From a key to the paint that follows it, as the browser itself tells; it tells nothing below 16 ms. */
async function measureFilter(bench: Bench, target: Page): Promise<void> {
  await target.evaluate(() => {
    const durations: number[] = []
    new PerformanceObserver((list) => durations.push(...list.getEntries().filter(({ name }) => name === 'keydown').map(({ duration }) => duration))).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    Object.assign(window, { keyDurations: durations })
  })
  await target.keyboard.press('/')
  await target.keyboard.type('sandbox-77', { delay: 120 })
  await target.getByText('sandbox-77', { exact: true }).waitFor()
  await target.waitForTimeout(500)
  const durations = await target.evaluate(() => Reflect.get(window, 'keyDurations') as number[])
  const worst = Math.max(16, ...durations)
  bench.add({ group: 'many', what: `${count} sandboxes: slowest key of a filter, until what was typed is painted`, ours: worst, reference: 100, referenceName: 'wanted', unit: 'ms', target: { text: 'at most 100 ms', isMet: worst <= 100 } })
  await target.keyboard.press('Escape')
}

/** A row and a half a frame; against the same page standing still, and beside what a plain list costs, which show what this machine's screen gives. */
async function measureScrolling(bench: Bench, target: Page): Promise<void> {
  const list = target.getByRole('grid', { name: 'Sandboxes' })
  const [still, moving] = [await scrollFrames(list, 0), await scrollFrames(list, 60)]
  const reference = { reference: still, referenceName: 'the same page standing still' }
  bench.add(beyondRow({ group: 'many', what: `${count} sandboxes: 95 % of frames while scrolling within`, ours: moving, ...reference }, 17))
  await target.setContent(plainList)
  const plain = await scrollFrames(target.getByRole('main'), 60)
  bench.add(ratioRow({ group: 'many', what: `${count} plain rows without a script: 95 % of frames while scrolling within`, ours: plain, ...reference }))
}

/** Rows of the same size with as many words, made by nothing but the browser. */
const plainRow = '<div style="display: flex; gap: 16px; height: 40px; align-items: center"><svg width="12" height="12"><circle cx="6" cy="6" r="4"/></svg><span style="flex: 1">sandbox</span><span style="flex: 1">alpine:3.20</span><span>Docker</span><svg width="60" height="18"><polyline points="0,18 20,4 40,12 60,2"/></svg><span>52%</span><span>1h</span></div>'
const plainList = `<main style="height: 90vh; overflow: auto; font: 13px sans-serif">${plainRow.repeat(count)}</main>`

/** Within which 95 % of the frames come, in milliseconds. */
async function scrollFrames(list: Locator, step: number): Promise<number> {
  return await list.evaluate(
    async (element, { step, frames }) => {
      const scroller = [element, ...element.querySelectorAll('*')].find((each) => each.scrollHeight > each.clientHeight + 1000) ?? element
      const gaps: number[] = []
      let last = performance.now()
      for (let frame = 0; frame < frames; frame += 1) {
        scroller.scrollBy(0, step)
        const now = await new Promise<number>((done) => requestAnimationFrame(() => done(performance.now())))
        gaps.push(now - last)
        last = now
      }
      if (step > 0 && scroller.scrollTop < step) throw new Error('the list did not scroll')
      return gaps.toSorted((a, b) => a - b)[Math.floor(frames * 0.95)] ?? Number.NaN
    },
    { step, frames }
  )
}

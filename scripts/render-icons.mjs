// @ts-check
/** Renders resources/icons/*.svg to the PNG sizes in use, with the Chromium that the tests have anyway. */
import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from '@playwright/test'

const folder = new URL('../resources/icons/', import.meta.url)
const dark = '#1d2129'
const light = '#f1f2f7'

/** @type {{ source: string, target: string, size: number, colour?: string }[]} */
const jobs = [
  ...[16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) => ({ source: 'app', target: `app-${size}`, size })),
  ...['', '-idle', '-none', '-attention'].flatMap((kind) =>
    [1, 2].flatMap((scale) => {
      const suffix = scale === 1 ? '' : `@${scale}x`
      const size = 16 * scale
      return [
        { source: `mark${kind}`, target: `tray-light${kind}${suffix}`, size, colour: dark },
        { source: `mark${kind}`, target: `tray-dark${kind}${suffix}`, size, colour: light },
        { source: `mark${kind}`, target: `tray${kind}Template${suffix}`, size, colour: '#000' }
      ]
    })
  )
]

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const { source, target, size, colour } of jobs) {
  const svg = await readFile(new URL(`${source}.svg`, folder), 'utf8')
  const drawn = colour ? svg.replaceAll('#000', colour) : svg
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawn}`)
  await writeFile(new URL(`${target}.png`, folder), await page.screenshot({ omitBackground: true }))
}
await browser.close()
process.stdout.write(`${jobs.length} icons rendered\n`)

import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useMedia } from '../../ui/use-media'

export interface UsageChartProps {
  /** What is read to those who do not see it. */
  readonly label: string
  /** Seconds since 1970, rising. */
  readonly times: readonly number[]
  /** Null where nothing was measured: a gap. */
  readonly values: readonly (number | null)[]
  /** The dashed line, e.g. the limit of the memory; the chart reaches at least so far when it comes near. */
  readonly ceiling: number
  /** Seconds shown, ending now. */
  readonly spanSeconds: number
  readonly format: (value: number) => string
  /** Round numbers are multiples of 2^20, not of ten. */
  readonly isBinary?: boolean
  readonly onHover: (value: { readonly at: number; readonly value: number } | null) => void
}

const heightPx = 148
/** Of a scale in bytes: 1 MB, 2 MB, 4 MB… */
const binarySteps = Array.from({ length: 24 }, (_, power) => 1_048_576 * 2 ** power)

/** One figure over time. Drawn on a canvas; colours come from the tokens and follow the theme. */
export function UsageChart({ label, times, values, ceiling, spanSeconds, format, isBinary = false, onHover }: UsageChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const isDark = useMedia('(prefers-color-scheme: dark)')
  const shown = useRef({ times, values, format, onHover })
  useEffect(() => {
    shown.current = { times, values, format, onHover }
  })
  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    const colours = readColours(element)
    const drawn = new uPlot(createOptions({ width: element.clientWidth, ceiling, spanSeconds, isBinary, colours, shown }), toData(shown.current), element)
    chart.current = drawn
    const observer = new ResizeObserver(([entry]) => drawn.setSize({ width: Math.floor(entry?.contentRect.width ?? 0), height: heightPx }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      drawn.destroy()
    }
  }, [ceiling, spanSeconds, isBinary, isDark])
  useEffect(() => chart.current?.setData(toData({ times, values })), [times, values])
  return <div ref={place} role="img" aria-label={label} style={{ height: heightPx }} className="min-w-0" />
}

function toData({ times, values }: Pick<UsageChartProps, 'times' | 'values'>): uPlot.AlignedData {
  return [[...times], [...values]]
}

interface Colours {
  readonly line: string
  readonly fill: string
  readonly grid: string
  readonly text: string
}

/** A canvas cannot read custom properties, nor light-dark(): the browser resolves them first. */
function readColours(element: HTMLElement): Colours {
  const probe = element.appendChild(document.createElement('span'))
  const read = (value: string) => {
    probe.style.color = value
    return getComputedStyle(probe).color
  }
  const colours = { line: read('var(--progress)'), fill: read('color-mix(in oklch, var(--progress) 14%, transparent)'), grid: read('var(--line)'), text: read('var(--text-faint)') }
  probe.remove()
  return colours
}

interface OptionsInput {
  readonly width: number
  readonly ceiling: number
  readonly spanSeconds: number
  readonly isBinary: boolean
  readonly colours: Colours
  readonly shown: { readonly current: Pick<UsageChartProps, 'times' | 'values' | 'format' | 'onHover'> }
}

function createOptions({ width, ceiling, spanSeconds, isBinary, colours, shown }: OptionsInput): uPlot.Options {
  const font = `11px ${getComputedStyle(document.documentElement).getPropertyValue('--type-ui')}`
  const axis = { stroke: colours.text, font, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } }
  return {
    width,
    height: heightPx,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { drag: { setScale: false }, y: false, points: { size: 6, fill: colours.line } },
    scales: {
      x: {
        time: true,
        range: () => {
          const now = Date.now() / 1000
          return [now - spanSeconds, now]
        }
      },
      // Small use of much memory stays readable: the chart zooms to what is used, and shows the limit once it is near.
      y: { range: (_chart, _least, most) => [0, most > ceiling * 0.6 ? Math.max(ceiling, most) * 1.05 : Math.max(most * 1.4, ceiling * 0.02)] }
    },
    axes: [
      { ...axis, space: 72, size: 24, values: (_chart, ticks) => ticks.map(formatTime), grid: { show: false } },
      { ...axis, space: 36, size: 62, ...(isBinary && { incrs: binarySteps }), values: (_chart, ticks) => ticks.map((tick) => shown.current.format(tick)) }
    ],
    series: [{}, { stroke: colours.line, fill: colours.fill, width: 1.5, points: { show: false }, spanGaps: false }],
    hooks: {
      setCursor: [
        (chart) => {
          const index = chart.cursor.idx
          const value = index === null || index === undefined ? null : shown.current.values[index]
          const at = index === null || index === undefined ? undefined : shown.current.times[index]
          shown.current.onHover(value === null || value === undefined || at === undefined ? null : { at, value })
        }
      ],
      draw: [(chart) => drawCeiling(chart, ceiling, colours)]
    }
  }
}

function formatTime(seconds: number): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(new Date(seconds * 1000))
}

function drawCeiling(chart: uPlot, ceiling: number, { text }: Colours): void {
  const top = chart.scales['y']?.max ?? 0
  if (ceiling > top) return
  const y = Math.round(chart.valToPos(ceiling, 'y', true))
  const { ctx, bbox } = chart
  ctx.save()
  ctx.strokeStyle = text
  ctx.setLineDash([4, 4])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.restore()
}

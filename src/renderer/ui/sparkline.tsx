export interface SparklineProps {
  /** Oldest first; nulls are gaps before the first figure. */
  readonly values: readonly (number | null)[]
  /** The value that touches the top. */
  readonly ceiling: number
  /** How many samples the width holds: a young line grows from the right. */
  readonly capacity: number
}

const width = 60
const height = 18

function toPoints({ values, ceiling, capacity }: SparklineProps): string[] {
  const step = width / (capacity - 1)
  const top = Math.max(ceiling, 1e-6)
  return values.flatMap((value, index) => {
    if (value === null) return []
    const x = width - (values.length - 1 - index) * step
    const y = height - 1 - Math.min(1, Math.max(0, value / top)) * (height - 2)
    return [`${x.toFixed(1)},${y.toFixed(1)}`]
  })
}

/** A minute of one figure, drawn as a line; the figure itself stands beside it. */
export function Sparkline(props: SparklineProps) {
  const points = toPoints(props)
  const first = points[0]?.split(',')[0] ?? '0'
  return (
    <svg aria-hidden width={width} height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="shrink-0 overflow-visible">
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="stroke-line" vectorEffect="non-scaling-stroke" />
      {points.length > 1 && (
        <>
          <polygon points={`${first},${height - 1} ${points.join(' ')} ${width},${height - 1}`} className="fill-faint/15" />
          <polyline points={points.join(' ')} className="fill-none stroke-faint" strokeWidth="1.25" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
        </>
      )}
    </svg>
  )
}

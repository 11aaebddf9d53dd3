import type { Row, Unit } from './measure'

const header = ['', 'ours', 'reference', 'ratio', 'beyond', 'target', '']

/** The rows as a table for people. */
export function toTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    `${row.group}: ${row.what}`,
    format(row.ours, row.unit),
    `${format(row.reference, row.unit)} ${row.referenceName}`,
    (row.ours / row.reference).toFixed(2),
    row.unit === 'ms' ? format(row.ours - row.reference, row.unit) : '',
    row.target?.text ?? '',
    row.target ? (row.target.isMet ? 'met' : 'NOT MET') : ''
  ])
  const widths = header.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)))
  return [header, ...lines].map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

function format(value: number, unit: Unit): string {
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1)} ${unit}`
}

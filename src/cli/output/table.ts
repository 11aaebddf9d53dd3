import { toPlainLine } from './plain-text'

export interface Column {
  readonly title: string
  /** Least width; it grows with its longest cell. */
  readonly width?: number
}

/** Left-justified columns with one space between them; nothing is cut, the last column has no padding. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(toPlainLine))
  const widths = columns.map(({ title, width = 0 }, index) => Math.max(width, title.length, ...clean.map((row) => row[index]?.length ?? 0)))
  const lines = [columns.map(({ title }) => title), ...clean]
  return lines.map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' ').trimEnd()).join('\n')
}

/** `Name:  value` lines with aligned values. */
export function formatFields(fields: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...fields.map(([name]) => name.length)) + 2
  return fields.map(([name, value]) => `${`${name}:`.padEnd(width)}${toPlainLine(value)}`).join('\n')
}

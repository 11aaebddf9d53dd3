/** Engines write the year 1 for "never", and Podman local time with an offset. */
export function toIso(date: string): string | undefined {
  const time = Date.parse(date)
  return Number.isNaN(time) || time <= 0 ? undefined : new Date(time).toISOString()
}

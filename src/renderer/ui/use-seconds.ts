import { useEffect, useState } from 'react'

/** Whole seconds since then, counted while it is shown. */
export function useSeconds(sinceMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.round((now - sinceMs) / 1000))
}

import { useEffect, useState } from 'react'

/** The text once it has been the same for a while: what somebody is still typing asks nobody. */
export function useSettled(text: string, quietMs = 300): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), quietMs)
    return () => clearTimeout(timer)
  }, [text, quietMs])
  return settled
}

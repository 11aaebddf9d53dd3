import { parseAllowedHost } from '#contract/allowed-host'
import { UsageError } from '../usage-error'

/** `registry.example.org:443`, `203.0.113.7`, `10.1.0.0/16`. */
export function parseAllow(text: string): string {
  if (parseAllowedHost(text)) return text
  throw new UsageError('allow', { text })
}

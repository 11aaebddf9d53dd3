import { UsageError } from '../usage-error'

/** The name of a secret to grant. What else other programs take with it, a value or a host, is refused without repeating it. */
export function parseSecretName(text: string): string {
  if (/[:=]/.test(text)) throw new UsageError('secret_name')
  return text
}

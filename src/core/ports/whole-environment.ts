import type { Machine } from './machine'

/** The person's whole environment, for their own programs that find keys and logins by it (ssh, credential helpers). */
export function wholeEnvironment({ environment }: Machine): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

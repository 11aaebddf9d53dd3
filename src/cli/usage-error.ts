import type { Params } from '#contract/text'

/** The command was called wrongly: exit code 2. `key` is a sentence below the locale namespace `cli.usage`. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly key: string
  readonly params: Params

  constructor(key: string, params: Params = {}) {
    super(`${key} ${JSON.stringify(params)}`)
    this.key = `cli.usage.${key}`
    this.params = params
  }
}

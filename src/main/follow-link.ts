import type { Api } from '#contract/api'
import { AppError, type ErrorData } from '#contract/errors'
import type { Link } from './start-request'

export interface LinkParts {
  readonly product: () => Promise<Pick<Api, 'settings' | 'sandboxes'>>
  /** Asks the person, naming where the link leads. */
  readonly ask: (link: Link) => Promise<boolean>
  /** Brings the window forward, at a sandbox where there is one. */
  readonly open: (sandboxId: string | null) => void
  readonly tell: (error: ErrorData) => void
}

/** Follows links from anywhere: only while the setting allows it, only after a yes, and one question at a time. Nobody but the person learns what is there. */
export function createLinkFollower({ product, ask, open, tell }: LinkParts): (link: Link) => Promise<void> {
  let isAsking = false
  const follow = async (link: Link): Promise<void> => {
    const { settings, sandboxes } = await product()
    if (!(await settings.get({})).links || !(await ask(link))) return
    open(link.name === null ? null : (await sandboxes.get({ sandbox: link.name })).id)
  }
  return async (link) => {
    if (isAsking) return
    isAsking = true
    await follow(link)
      .catch((error: unknown) => tell(AppError.from(error).toData()))
      .finally(() => (isAsking = false))
  }
}

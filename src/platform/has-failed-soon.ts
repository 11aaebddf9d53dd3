import type { DetachedProcess } from '#core/ports'

/** What cannot do its work ends soon; what can may stay, or ends with success. */
const soonMs = 1500

/** Whether a program that was started apart ended at once, and not with success. */
export async function hasFailedSoon({ ended }: DetachedProcess): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), soonMs)))
  return await Promise.race([ended.then(({ exitCode }) => exitCode !== 0), patience]).finally(() => clearTimeout(timer))
}

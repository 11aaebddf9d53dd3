import type { Host, Processes } from '#core/ports'
import { AppError } from '#contract/errors'
import { hasFailedSoon } from '#platform/has-failed-soon'
import type { Program } from '#platform/installation'

export interface ApplicationParts {
  /** Null: there is none here. */
  readonly application: Program | null
  readonly processes: Pick<Processes, 'startDetached'>
  readonly platform: Host['platform']
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Starts the desktop application, which outlives us; one that runs already takes the words over. */
export async function startApplication({ application, processes, platform, environment }: ApplicationParts, words: readonly string[]): Promise<void> {
  if (!application) throw unavailable('not_here', [{ text: { key: 'remedies.application_start' }, command: 'npm start' }])
  if (platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) throw unavailable('no_display')
  const own = Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const started = await processes.startDetached({ file: application.file, args: [...application.args, ...words], environment: { ...own, ...application.environment } })
  if (await hasFailedSoon(started)) throw unavailable('ended')
}

function unavailable(reason: 'not_here' | 'no_display' | 'ended', remedies: AppError['remedies'] = []): AppError {
  return new AppError('WINDOW_UNAVAILABLE', {}, { because: { key: `problems.window.${reason}` }, remedies })
}

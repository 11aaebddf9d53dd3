import { isAbsolute, join, normalize } from 'node:path'
import envPaths from 'env-paths'
import { AppError } from '#contract/errors'

const productName = 'agentkernel-desktop'

/** What lies in the data directory of a home. The full list, with who writes what, is in docs/architecture.md. */
export const dataFiles = { metadata: 'metadata.json', homeId: 'home-id', logs: 'logs', templates: 'templates', consents: 'consents', spool: 'spool', baselines: 'baselines', replaced: 'replaced', secrets: 'secrets.json' } as const

/** AGENTKERNEL_HOME where it is set, for tests and portable use; else the platform's place for such data. */
export function findDataDirectory(environment: Readonly<Record<string, string | undefined>>, homeDirectory: string): string {
  const override = environment['AGENTKERNEL_HOME']
  if (override !== undefined && override !== '') return checkOverride(override)
  const { data } = envPaths(productName, { suffix: '' })
  // A relative XDG_DATA_HOME is to be ignored (XDG base directory specification).
  return isAbsolute(data) ? data : join(homeDirectory, '.local', 'share', productName)
}

function checkOverride(path: string): string {
  const problem = !isAbsolute(path) ? 'not_absolute' : /[\0\r\n]/.test(path) ? 'bad_character' : null
  if (problem) throw new AppError('INVALID_INPUT', { field: 'AGENTKERNEL_HOME' }, { because: { key: `problems.home.${problem}` } })
  return normalize(path)
}

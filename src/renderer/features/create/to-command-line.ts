import { isSecretName } from '#contract/secret-name'
import type { Settings } from '#contract/settings'
import { defaults, type Mount, type PublishedPort } from '#contract/spec'
import type { TemplateView } from '#contract/template'
import { isGiven, meantHosts, templateValues, workDirectory, type AccessValues, type CreateFormValues } from './create-form'

/** A word as a POSIX shell reads it back. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_\-./:=@,+]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** A port as `--publish` reads it. */
export function toPortFlag({ hostPort, sandboxPort, protocol }: PublishedPort): string {
  return `${hostPort === null ? '' : `${hostPort}:`}${sandboxPort}${protocol === 'udp' ? '/udp' : ''}`
}

/** A folder as `--mount` reads it. */
export function toMountFlag({ source, target, writable }: Mount): string {
  return `${source}:${target}${writable ? ':rw' : ''}`
}

/** A variable as `--env` reads it, quoted; of a secret the name alone. */
export function toVariableFlag({ name, value }: AccessValues['environment'][number]): string {
  return isSecretName(name) ? name : quoteWord(`${name}=${value}`)
}

/**
 * The `agentkernel create` that does the same, without what it would do anyway. Secrets are not written
 * out: a name alone takes the value from the shell it is pasted into.
 */
export function toCommandLine(values: CreateFormValues, settings: Settings | undefined, template: TemplateView | null = null): string {
  const usual = template?.spec.profile ?? settings?.defaultProfile ?? defaults.profile
  const expected = template ? { ...templateValues(null, values.profile, settings), ...template.spec } : templateValues(null, values.profile, settings)
  const words = ['agentkernel', 'create', quoteWord(values.name)]
  const flag = (name: string, value: string | number) => words.push(name, quoteWord(String(value)))
  if (values.template !== null) flag('--template', values.template)
  if (values.image !== expected.image) flag('--image', values.image)
  if (values.backend !== 'auto') flag('--backend', values.backend)
  if (values.vcpus !== expected.vcpus) flag('--vcpus', values.vcpus)
  if (values.memoryMb !== expected.memoryMb) flag('--memory', values.memoryMb)
  if (values.profile !== usual) flag('--profile', values.profile)
  if (values.network !== expected.network) words.push(values.network ? '--network' : '--no-network')
  for (const host of meantHosts(values)) flag('--allow', host)
  if (values.folder && values.folderMode === 'copy') flag('--dir', values.folder.path)
  if (values.folder && values.folderMode !== 'copy') {
    flag('--mount', toMountFlag({ source: values.folder.path, target: workDirectory, writable: values.folderMode === 'write' }))
    flag('--workdir', workDirectory)
  }
  for (const variable of values.environment) if (isGiven(variable)) words.push('-e', toVariableFlag(variable))
  for (const secret of values.secrets) flag('-S', secret)
  for (const port of values.ports) flag('-p', toPortFlag(port))
  const line = words.join(' ')
  return values.isStarted ? `${line} && agentkernel start ${quoteWord(values.name)}` : line
}

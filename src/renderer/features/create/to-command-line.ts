import type { Settings } from '#contract/settings'
import { defaults } from '#contract/spec'
import type { TemplateView } from '#contract/template'
import { isGiven, templateValues, workDirectory, type CreateFormValues } from './create-form'
import { isSecretName } from './secret-names'

/** A word as a POSIX shell reads it back. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_\-./:=@,+]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
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
  if (values.folder && values.folderMode === 'copy') flag('--dir', values.folder.path)
  if (values.folder && values.folderMode !== 'copy') {
    flag('--mount', `${values.folder.path}:${workDirectory}${values.folderMode === 'write' ? ':rw' : ''}`)
    flag('--workdir', workDirectory)
  }
  for (const { name, value } of values.environment) if (isGiven({ name, value })) words.push('-e', isSecretName(name) ? name : quoteWord(`${name}=${value}`))
  for (const { sandboxPort, hostPort } of values.ports) flag('-p', hostPort === null ? sandboxPort : `${hostPort}:${sandboxPort}`)
  const line = words.join(' ')
  return values.isStarted ? `${line} && agentkernel start ${quoteWord(values.name)}` : line
}

import type { BackendKind } from '#contract/backend-kind'
import type { RunInput } from '#contract/run'
import type { Settings } from '#contract/settings'
import { defaults, imageReferenceSchema, type Profile } from '#contract/spec'
import type { ChosenFolder } from '#contract/window-api'
import { expectedDefaults } from '../create/create-form'
import { quoteWord } from '../create/to-command-line'
import { splitCommand } from './split-command'

/** What the form of a quick run holds. */
export interface RunFormValues {
  /** As typed. */
  readonly line: string
  /** Empty: what fits the program or the folder. */
  readonly image: string
  readonly backend: BackendKind | 'auto'
  readonly folder: ChosenFolder | null
  /** Names of secrets that the command gets. */
  readonly secrets: readonly string[]
  readonly profile: Profile
  readonly network: boolean
  readonly vcpus: number
  readonly memoryMb: number
  /** Null: no limit. */
  readonly timeoutMinutes: number | null
}

export function runFormDefaults(settings: Settings | undefined): RunFormValues {
  const profile = settings?.defaultProfile ?? defaults.profile
  const { vcpus, memoryMb, network } = expectedDefaults(profile, settings)
  return { line: '', image: '', backend: 'auto', folder: null, secrets: [], profile, network, vcpus, memoryMb, timeoutMinutes: null }
}

export type RunProblem = 'empty' | 'quote' | 'image'

/** Why it cannot run yet; null when it can. */
export function findRunProblem({ line, image }: RunFormValues): RunProblem | null {
  const { argv, openQuote } = splitCommand(line)
  if (openQuote !== null) return 'quote'
  if (argv.length === 0) return 'empty'
  return image === '' || imageReferenceSchema.safeParse(image).success ? null : 'image'
}

/** Only what differs from what would be filled in anyway: the same as a person who types the command. */
function chosen(values: RunFormValues, settings: Settings | undefined): Pick<RunInput, 'image' | 'backend' | 'profile' | 'network' | 'vcpus' | 'memoryMb' | 'timeoutMs'> {
  const expected = expectedDefaults(values.profile, settings)
  return {
    ...(values.image !== '' && { image: values.image }),
    ...(values.backend !== 'auto' && { backend: values.backend }),
    ...(values.profile !== (settings?.defaultProfile ?? defaults.profile) && { profile: values.profile }),
    ...(values.network !== expected.network && { network: values.network }),
    ...(values.vcpus !== expected.vcpus && { vcpus: values.vcpus }),
    ...(values.memoryMb !== expected.memoryMb && { memoryMb: values.memoryMb }),
    ...(values.timeoutMinutes !== null && { timeoutMs: values.timeoutMinutes * 60_000 })
  }
}

/** The call the form stands for. */
export function toRunInput(values: RunFormValues, settings: Settings | undefined): RunInput {
  return { command: [...splitCommand(values.line).argv], ...chosen(values, settings), ...(values.secrets.length > 0 && { secrets: [...values.secrets] }), ...(values.folder && { directory: values.folder.handle }) }
}

/** The `agentkernel run` that does the same, or the one that also keeps its sandbox. */
export function toRunCommand(values: RunFormValues, settings: Settings | undefined, isKept = false): string {
  const { image, backend, profile, network, vcpus, memoryMb } = chosen(values, settings)
  const words = ['agentkernel', 'run', ...(isKept ? ['--keep'] : [])]
  const flag = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(name, quoteWord(String(value)))
  }
  flag('--image', image)
  flag('--backend', backend)
  flag('--profile', profile)
  if (network !== undefined) words.push(network ? '--network' : '--no-network')
  flag('--vcpus', vcpus)
  flag('--memory', memoryMb)
  flag('--timeout', values.timeoutMinutes === null ? undefined : `${values.timeoutMinutes}m`)
  for (const secret of values.secrets) flag('--secret', secret)
  if (values.folder) words.push('--dir', quoteWord(values.folder.path), '--workdir', '/workspace')
  const { argv } = splitCommand(values.line)
  return [...words, '--', ...(argv.length > 0 ? argv.map(quoteWord) : ['COMMAND'])].join(' ')
}

import type { Command } from 'commander'
import { profiles, type CreateInput, type Mount } from '#contract/spec'
import type { Context } from './context'
import { parseAllow } from './input/allow'
import { parseVcpus } from './input/cpus'
import { parseEnvironment, parseLabels } from './input/environment'
import { parseMemory } from './input/memory'
import { parseMount, toHostPath } from './input/mount'
import { parsePublish } from './input/publish'
import { parseSecretName } from './input/secret-name'
import { UsageError } from './usage-error'

/** What `create` and `run` let a person say of a sandbox, as typed. */
export interface SandboxOptions {
  readonly backend?: string
  readonly image?: string
  readonly vcpus?: string
  readonly memory?: string
  readonly profile?: string
  readonly network?: boolean
  readonly allow?: string[]
  readonly mount?: string[]
  readonly env?: string[]
  readonly secret?: string[]
  readonly publish?: string[]
  readonly workdir?: string
  readonly dir?: string
  readonly user?: string
  readonly label?: string[]
  readonly template?: string
  readonly config?: string
  readonly yes?: boolean
}

/** `letters`: short forms that differ, since upstream gave `-p` to the profile in `run` and to ports in `create`. */
export function addSandboxOptions(command: Command, letters: { profile: string; publish: string }): Command {
  return command
    .option('-B, --backend <name>', 'cli.option.backend')
    .option('-i, --image <image>', 'cli.option.image')
    .option('--vcpus <count>', 'cli.option.vcpus')
    .option('--memory <size>', 'cli.option.memory')
    .option(`${letters.profile}--profile <name>`, 'cli.option.profile')
    .option('--network', 'cli.option.network')
    .option('--no-network', 'cli.option.no_network')
    .option('--allow <host[:port]>', 'cli.option.allow', collect)
    .option('--mount <host:path[:rw]>', 'cli.option.mount', collect)
    .option('-e, --env <key[=value]>', 'cli.option.env', collect)
    .option('-S, --secret <name>', 'cli.option.secret', collect)
    .option(`${letters.publish}--publish <[host:]port>`, 'cli.option.publish', collect)
    .option('-w, --workdir <path>', 'cli.option.workdir')
    .option('-d, --dir <path>', 'cli.option.dir')
    .option('-u, --user <user>', 'cli.option.user')
    .option('--label <name=value>', 'cli.option.label', collect)
    .option('--template <name>', 'cli.option.template')
    .option('-c, --config <file>', 'cli.option.config')
    .option('-y, --yes', 'cli.option.yes')
}

/** The same as fields of `create`; what was not said is absent. Throws UsageError. */
export function toCreateFields(options: SandboxOptions, context: Context): Partial<CreateInput> & { readonly backend?: CreateInput['backend'] } {
  const { place, environment } = context
  return {
    ...(options.image !== undefined && { image: options.image }),
    ...(options.vcpus !== undefined && { vcpus: parseVcpus(options.vcpus) }),
    ...(options.memory !== undefined && { memoryMb: parseMemory(options.memory) }),
    ...(options.profile !== undefined && { profile: parseProfile(options.profile) }),
    ...(options.network !== undefined && { network: options.network }),
    ...(options.allow && { allowedHosts: options.allow.map(parseAllow) }),
    ...(options.mount && { mounts: options.mount.map((text): Mount => parseMount(text, place)) }),
    ...(options.env && { environment: parseEnvironment(options.env, environment) }),
    ...(options.secret && { secrets: options.secret.map(parseSecretName) }),
    ...(options.publish && { ports: options.publish.map(parsePublish) }),
    ...(options.workdir !== undefined && { workingDirectory: options.workdir }),
    ...(options.dir !== undefined && { directory: toHostPath(options.dir, place) }),
    ...(options.template !== undefined && { template: options.template }),
    ...(options.user !== undefined && { user: options.user }),
    ...(options.label && { labels: parseLabels(options.label) })
  }
}

/** Gathers a flag that may be given many times. */
export function collect(value: string, previous: string[] | false | undefined): string[] {
  return [...(previous || []), value]
}

function parseProfile(text: string): (typeof profiles)[number] {
  const profile = profiles.find((name) => name === text)
  if (profile) return profile
  throw new UsageError('profile', { text, profiles: profiles.join(', ') })
}

import type { Command } from 'commander'
import type { SpecChanges } from '#contract/change'
import type { Context } from './context'
import { parseSecretName } from './input/secret-name'
import { collect, toCreateFields, type SandboxOptions } from './sandbox-options'
import { UsageError } from './usage-error'

/** Lists that take the place of what was there; false: nothing of it any more. */
type Lists = { readonly [Name in 'allow' | 'mount' | 'env' | 'publish']?: string[] | false }

interface GrantChange {
  readonly name: string
  readonly isGranted: boolean
}

/** What `update` and `duplicate` let a person change of what was made. */
export interface ChangeOptions extends Lists, Pick<SandboxOptions, 'image' | 'vcpus' | 'memory' | 'profile' | 'network' | 'workdir' | 'user' | 'label'> {
  /** In the order they were said: `--secret` grants, `--no-secret` takes back. */
  readonly secret?: readonly GrantChange[]
  readonly keepAlive?: boolean
  readonly keep?: string[]
}

export function addChangeOptions(command: Command): Command {
  return command
    .option('-i, --image <image>', 'cli.option.image')
    .option('--vcpus <count>', 'cli.option.vcpus')
    .option('--memory <size>', 'cli.option.memory')
    .option('--profile <name>', 'cli.option.profile')
    .option('--network', 'cli.option.network')
    .option('--no-network', 'cli.option.no_network')
    .option('--allow <host[:port]>', 'cli.option.allow', collect)
    .option('--no-allow', 'cli.option.no_allow')
    .option('--mount <host:path[:rw]>', 'cli.option.mount', collect)
    .option('--no-mount', 'cli.option.no_mount')
    .option('-e, --env <key[=value]>', 'cli.option.env', collect)
    .option('--no-env', 'cli.option.no_env')
    .option('-S, --secret <name>', 'cli.option.secret', collectGrants(true))
    .option('--no-secret <name>', 'cli.option.no_secret', collectGrants(false))
    .option('-p, --publish <[host:]port>', 'cli.option.publish', collect)
    .option('--no-publish', 'cli.option.no_publish')
    .option('-w, --workdir <path>', 'cli.option.workdir')
    .option('-u, --user <user>', 'cli.option.user')
    .option('--label <name=value>', 'cli.option.label', collect)
    .option('--keep-alive', 'cli.option.keep_alive')
    .option('--keep <path>', 'cli.option.keep_path', collect)
}

function collectGrants(isGranted: boolean): (text: string, previous: readonly GrantChange[] | undefined) => GrantChange[] {
  return (text, previous) => [...(previous ?? []), { name: parseSecretName(text), isGranted }]
}

/** What a sandbox, or the copy of it, is granted with these changes: added and taken one by one. */
export async function toGrants(changes: readonly GrantChange[] | undefined, sandbox: string, context: Context): Promise<Pick<SpecChanges, 'secrets'>> {
  if (!changes) return {}
  const { secrets } = await (await context.app()).sandboxes.get({ sandbox }, { signal: context.signal })
  const granted = new Set(secrets)
  for (const { name, isGranted } of changes) {
    if (isGranted) granted.add(name)
    else if (!granted.delete(name)) throw new UsageError('not_granted', { name, sandbox })
  }
  return { secrets: [...granted] }
}

/** The same as the changes of the contract, but for grants. Lists replace what was there. */
export function toChanges({ allow, mount, env, publish, secret: _grants, keepAlive, keep, ...options }: ChangeOptions, context: Context): { changes: SpecChanges; keep: string[] } {
  const isProgramGiven = context.program.length > 0
  if (keepAlive && isProgramGiven) throw new UsageError('keep_alive')
  const given = { ...options, ...(allow && { allow }), ...(mount && { mount }), ...(env && { env }), ...(publish && { publish }) }
  const { backend: _place, directory: _folder, name: _name, template: _template, ...changes } = toCreateFields(given, context)
  return {
    changes: {
      ...changes,
      ...(allow === false && { allowedHosts: [] }),
      ...(mount === false && { mounts: [] }),
      ...(env === false && { environment: {} }),
      ...(publish === false && { ports: [] }),
      ...(keepAlive && { command: null }),
      ...(isProgramGiven && { command: [...context.program] })
    },
    keep: keep ?? []
  }
}

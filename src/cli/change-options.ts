import type { Command } from 'commander'
import type { SpecChanges } from '#contract/change'
import type { Context } from './context'
import { collect, toCreateFields, type SandboxOptions } from './sandbox-options'

/** What `update` and `duplicate` let a person change of what was made. */
export interface ChangeOptions extends Pick<SandboxOptions, 'image' | 'vcpus' | 'memory' | 'profile' | 'network' | 'allow' | 'mount' | 'env' | 'publish' | 'workdir' | 'user' | 'label'> {
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
    .option('--mount <host:path[:rw]>', 'cli.option.mount', collect)
    .option('-e, --env <key[=value]>', 'cli.option.env', collect)
    .option('-p, --publish <[host:]port>', 'cli.option.publish', collect)
    .option('-w, --workdir <path>', 'cli.option.workdir')
    .option('-u, --user <user>', 'cli.option.user')
    .option('--label <name=value>', 'cli.option.label', collect)
    .option('--keep <path>', 'cli.option.keep_path', collect)
}

/** The same as the changes of the contract. Lists replace what was there. */
export function toChanges(options: ChangeOptions, context: Context): { changes: SpecChanges; keep: string[] } {
  const { backend: _place, directory: _folder, name: _name, template: _template, ...changes } = toCreateFields(options, context)
  return { changes: { ...changes, ...(context.program.length > 0 && { command: [...context.program] }) }, keep: options.keep ?? [] }
}

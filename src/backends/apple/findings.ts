import type { Finding } from '#contract/sandbox'
import type { Text } from '#contract/text'
import { refuseAllowedHosts, type CreateRequest } from '#core/ports'
import { leastMemoryMb, toCreateArguments } from './create-arguments'
import { kind } from './failures'

type Weaker = Pick<Finding, 'key' | 'requested' | 'actual'> & { readonly why: Text }

/** What this backend cannot do of a request, known before anything is made. Throws for what would prevent creation. */
export function announce(request: CreateRequest): Finding[] {
  toCreateArguments(request, [])
  refuseAllowedHosts(request, kind)
  const { hardening } = request
  const weaker: Weaker[] = [
    { key: 'processes', requested: String(hardening.maxProcesses), actual: 'unlimited', why: { key: 'reasons.apple_no_process_limit' } },
    { key: 'seccomp', requested: 'filter', actual: 'off', why: { key: 'reasons.apple_no_seccomp' } }
  ]
  if (hardening.noNewPrivileges) weaker.push({ key: 'noNewPrivileges', requested: 'on', actual: 'off', why: { key: 'reasons.apple_no_new_privileges' } })
  if (hardening.memoryMb !== null && hardening.memoryMb < leastMemoryMb) {
    weaker.push({ key: 'memory', requested: `${hardening.memoryMb} MB`, actual: `${leastMemoryMb} MB`, why: { key: 'reasons.apple_least_memory', params: { leastMb: leastMemoryMb } } })
  }
  if (hardening.cpus !== null && !Number.isInteger(hardening.cpus)) {
    weaker.push({ key: 'cpus', requested: String(hardening.cpus), actual: String(Math.ceil(hardening.cpus)), why: { key: 'reasons.apple_whole_cpus' } })
  }
  if (hardening.tmpfs.length > 0) weaker.push({ key: 'temporaryFiles', requested: 'nosuid,nodev', actual: 'not set', why: { key: 'reasons.apple_tmpfs_options' } })
  // Sockets do not work across the share; of files only folders around them could be hidden.
  const open = hardening.covers.filter(({ kind }) => kind === 'file').map(({ target }) => target)
  if (open.length > 0) weaker.push({ key: 'covers', requested: 'hidden', actual: `open: ${open.join(', ')}`, why: { key: 'reasons.apple_covers_folders' } })
  if (hardening.network) weaker.push({ key: 'network', requested: 'isolated', actual: 'shared', why: { key: 'reasons.apple_shared_network' } })
  return weaker.map((finding) => ({ ...finding, verdict: 'weaker' }))
}

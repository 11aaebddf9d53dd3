import type { Task } from '#contract/progress'
import { examineGroup } from '../vmm/limit-group'
import { toGood, toNote, type Finding } from './finding'
import type { SetupHost } from './setup-host'

/** Whether a monitor's memory, CPU and share of the disk are limited from outside as well. Nothing is kept from being used. */
export async function checkGroup(host: Pick<SetupHost, 'machine' | 'processes'>, { signal }: Pick<Task, 'signal'>): Promise<Finding> {
  const examined = await examineGroup(host, signal)
  if ('reason' in examined) return toNote('groups', examined)
  return examined.sharesDisk ? toGood('groups', { key: 'setup.groups_good' }) : toNote('groups', { reason: { key: 'reasons.host_groups_disk' }, remedies: examined.remedies })
}

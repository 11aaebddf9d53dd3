import type { Task } from '#contract/progress'
import { examineGroup } from '../vmm/limit-group'
import { toGood, toNote, type Finding } from './finding'
import type { SetupHost } from './setup-host'

/** Whether a monitor's memory and CPU are limited from outside as well. Nothing is kept from being used. */
export async function checkGroup(host: Pick<SetupHost, 'machine' | 'processes'>, { signal }: Pick<Task, 'signal'>): Promise<Finding> {
  const examined = await examineGroup(host, signal)
  return 'group' in examined ? toGood('groups', { key: 'setup.groups_good' }) : toNote('groups', examined)
}

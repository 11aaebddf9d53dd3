import type { Machine } from '#core/ports'
import { findOpenPath } from '../vmm/find-open-path'
import { toFailure, toGood, type Finding } from './finding'

/** What microVMs are made of is only as trustworthy as those who can change it. Looked at again before each start. */
export async function checkFiles(files: readonly string[], { userId }: Pick<Machine, 'userId'>): Promise<Finding> {
  const open = await findOpenPath(files, userId)
  return open ? toFailure('files', { blocks: 'broken', ...open }) : toGood('files', { key: 'setup.files_good' })
}

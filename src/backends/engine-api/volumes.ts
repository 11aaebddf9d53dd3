import { Readable } from 'node:stream'
import { packTar } from 'modern-tar'
import type { Task } from '#contract/progress'
import type { CreateRequest } from '#core/ports'
import type { EngineContext } from './context'
import type { Container } from './inspect'

/** A new volume belongs to root; one on which another user works gets that owner, or is open to all where only a name is known. */
export async function prepareVolumes({ api }: EngineContext, { hardening }: CreateRequest, container: Container, task: Task): Promise<void> {
  const [user = '', group] = container.Config.User.split(':')
  if (user === '' || user === '0' || user === 'root') return
  const uid = Number(user)
  const owner = Number.isInteger(uid) ? { uid, gid: Number(group ?? uid) || 0, mode: 0o755 } : { uid: 0, gid: 0, mode: 0o1777 }
  for (const path of hardening.volumes) {
    const archive = await packTar([{ header: { name: './', type: 'directory', size: 0, ...owner } }])
    await api.text({ method: 'PUT', path: `/containers/${container.Id}/archive`, query: { path }, upload: Readable.from([archive]), headers: { 'Content-Type': 'application/x-tar' }, signal: task.signal })
  }
}

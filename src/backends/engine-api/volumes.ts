import { Readable } from 'node:stream'
import { packTar } from 'modern-tar'
import { z } from 'zod'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Task } from '#contract/progress'
import type { CreateRequest } from '#core/ports'
import type { EngineContext } from './context'
import type { Container } from './inspect'
import { label } from './labels'

interface Owner {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Of a directory that a sandbox's user is to work in; open to all, as /tmp is, where only a name is known. */
export function toOwner(user: string): Owner {
  const [name = '', group] = user.split(':')
  if (name === '' || name === 'root') return { uid: 0, gid: 0, mode: 0o755 }
  const uid = Number(name)
  return Number.isInteger(uid) ? { uid, gid: Number(group ?? uid) || 0, mode: 0o755 } : { uid: 0, gid: 0, mode: 0o1777 }
}

/** A new volume belongs to root; one on which another user works is handed over. */
export async function prepareVolumes(context: EngineContext, { hardening }: CreateRequest, container: Container, task: Task): Promise<void> {
  const owner = toOwner(container.Config.User)
  if (hardening.volumes.length === 0 || (owner.uid === 0 && owner.mode === 0o755)) return
  if (context.quirks.ignoresTopOfArchive) return await handOverFromOutside(context, container, owner, task)
  for (const path of hardening.volumes) await putDirectories(context, container.Id, path, ['.'], owner, task)
}

const createdSchema = z.object({ Id: z.string() })

/**
 * The directory of a volume is not the top of an archive when it is unpacked from further up; a read-only
 * root refuses that. So the volumes are lent to a container that is never started.
 */
async function handOverFromOutside(context: EngineContext, container: Container, owner: Owner, task: Task): Promise<void> {
  const { api } = context
  const volumes = (container.Mounts ?? []).filter(({ Type, Name }) => Type === 'volume' && Name !== '')
  const body = {
    Image: container.Image,
    Entrypoint: ['none'],
    Cmd: [],
    Labels: { [label.home]: container.Config.Labels[label.home] ?? '' },
    HostConfig: { NetworkMode: 'none', Mounts: volumes.map(({ Name, Destination }) => ({ Type: 'volume', Source: Name, Target: Destination })) }
  }
  const { Id } = await api.json({ method: 'POST', path: '/containers/create', body, signal: task.signal }, createdSchema)
  try {
    await putDirectories(context, Id, '/', volumes.map(({ Destination }) => Destination.replace(/^\//, '')), owner, task)
  } finally {
    await api.text({ method: 'DELETE', path: `/containers/${Id}`, query: { force: true }, signal: deadlineSignal(removeWithinMs) })
  }
}

const removeWithinMs = 10_000

async function putDirectories({ api }: EngineContext, containerId: string, path: string, names: readonly string[], owner: Owner, task: Task): Promise<void> {
  const archive = await packTar(names.map((name) => ({ header: { name: `${name}/`, type: 'directory', size: 0, ...owner } })))
  const headers = { 'Content-Type': 'application/x-tar' }
  await api.text({ method: 'PUT', path: `/containers/${containerId}/archive`, query: { path }, upload: Readable.from([archive]), headers, signal: task.signal })
}

import { api } from '#contract/api'
import type { Method } from '#contract/method'
import type { ActivityEntry } from '#contract/activity'

/** What an entry says beyond who, when and how it ended; `sandbox`: a reference to be looked up. */
export type Told = { readonly subject?: string; readonly sandbox?: string } & Partial<Pick<ActivityEntry, 'backend' | 'detail'>>

type Tell = (input: never, output: unknown) => Told

const ofSandbox = ({ sandbox }: { sandbox: string }): Told => ({ sandbox })
const toShare = (done: number, asked: number): string => (done === asked ? String(asked) : `${done} / ${asked}`)
const ofPlace = ({ sandbox, host }: { sandbox: string; host: string }): Told => ({ sandbox, detail: host })
const ofPath = ({ sandbox, path }: { sandbox: string; path: string }): Told => ({ sandbox, detail: path })

/** Everything that changes something, and what is told of it. Values that may be secret (environment, arguments, texts) are not. */
const tellers: ReadonlyMap<Method, Tell> = new Map<Method, Tell>([
  [api.sandboxes.create, ({ name, backend, template }: { name: string; backend?: ActivityEntry['backend']; template?: string }) => ({ subject: name, sandbox: name, ...(backend && { backend }), ...(template !== undefined && { detail: template }) })],
  [api.sandboxes.start, ofSandbox],
  [api.sandboxes.stop, ofSandbox],
  [api.sandboxes.restart, ofSandbox],
  [api.sandboxes.remove, ofSandbox],
  [api.sandboxes.rename, ({ sandbox, name }: { sandbox: string; name: string }) => ({ sandbox, detail: name })],
  [api.sandboxes.recreate, ofSandbox],
  [api.sandboxes.forget, ofSandbox],
  [api.sandboxes.resume, () => ({})],
  [api.sandboxes.adopt, ({ backend, engineObjectId }: { backend: ActivityEntry['backend']; engineObjectId: string }) => ({ subject: engineObjectId.slice(0, 12), ...(backend && { backend }) })],
  [api.sandboxes.update, ({ sandbox, changes }: { sandbox: string; changes: object }) => ({ sandbox, detail: Object.keys(changes).join(', ') })],
  [api.sandboxes.duplicate, ({ sandbox, name }: { sandbox: string; name: string }) => ({ sandbox, detail: name })],
  [api.sandboxes.setUp, ofSandbox],
  [api.backends.runRemedy, ({ backend, action }: { backend: ActivityEntry['backend']; action: string }) => ({ subject: action, ...(backend && { backend }) })],
  [api.backends.setUp, ({ backend }: { backend: ActivityEntry['backend'] }) => ({ subject: String(backend), ...(backend && { backend }) })],
  [api.images.pull, ({ image, backend }: { image: string; backend?: ActivityEntry['backend'] }) => ({ subject: image, ...(backend && { backend }) })],
  [api.images.load, ({ file, backend }: { file: string; backend?: ActivityEntry['backend'] }) => ({ subject: file, ...(backend && { backend }) })],
  [api.images.remove, ({ image, backend }: { image: string; backend?: ActivityEntry['backend'] }) => ({ subject: image, ...(backend && { backend }) })],
  [api.images.prune, (_input: never, output: unknown) => ({ detail: String((output as { removed?: number } | undefined)?.removed ?? '') })],
  [api.files.writeText, ofPath],
  [api.files.remove, ofPath],
  [api.files.makeDirectory, ofPath],
  [api.files.rename, ofPath],
  [api.files.download, ofPath],
  [api.files.upload, ofPath],
  [api.review.apply, ({ sandbox, files: { length } }: { sandbox: string; files: readonly unknown[] }, output: unknown) => ({ sandbox, detail: toShare((output as { applied?: number } | undefined)?.applied ?? length, length) })],
  [api.network.allow, ofPlace],
  [api.network.deny, ofPlace],
  [api.terminals.open, ofSandbox],
  [api.templates.save, ({ id }: { id: string }) => ({ subject: id })],
  [api.templates.remove, ({ id }: { id: string }) => ({ subject: id })],
  [api.project.agree, ({ folder }: { folder: string }) => ({ subject: folder })],
  [api.project.forgetConsents, ({ folder }: { folder: string }) => ({ subject: folder })],
  [api.secrets.set, ({ name }: { name: string }) => ({ subject: name })],
  [api.secrets.remove, ({ name }: { name: string }) => ({ subject: name })],
  [api.settings.set, (patch: object) => ({ detail: Object.keys(patch).join(', ') })],
  [api.command.install, () => ({})],
  [api.command.remove, () => ({})],
  [api.data.backUp, () => ({})],
  [api.data.restore, () => ({})],
  [api.data.removeReplaced, (_input: never, output: unknown) => ({ detail: String((output as { removed?: number } | undefined)?.removed ?? '') })]
])

const names: ReadonlyMap<Method, string> = new Map(
  Object.entries(api).flatMap(([noun, methods]) => Object.entries(methods as Record<string, Method>).map(([verb, method]) => [method, `${noun}.${verb}`] as const))
)

export interface Audit {
  readonly action: string
  readonly tell: Tell
}

/** How a method is told of in the activity; undefined for one that only asks. */
export function auditOf(method: Method): Audit | undefined {
  const tell = tellers.get(method)
  const action = names.get(method)
  return tell && action !== undefined ? { action, tell } : undefined
}

/** Every action there can be an entry of, for the texts. */
export const auditedActions: readonly string[] = [...[...tellers.keys()].map((method) => names.get(method) ?? ''), 'run.start', 'exec', 'copy.in', 'copy.out', 'build']

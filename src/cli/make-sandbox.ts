import { dirname, isAbsolute, join } from 'node:path'
import { AppError } from '#contract/errors'
import type { SandboxView } from '#contract/sandbox'
import { parseInput } from '#contract/invalid-input'
import { createInputSchema, type CreateInput } from '#contract/spec'
import { findMountProblem } from '#core/mount-guard'
import type { ProjectFile } from '#core/project/project-file'
import { listWishes } from '#core/project/read-project'
import { checkNetwork } from '#core/spec-defaults'
import { agree, toRealPath, type Asked } from './consent'
import type { Context } from './context'
import { createProgressLine } from './output/progress'

export interface LoadedProjectFile {
  readonly file: ProjectFile
  /** Of its text. */
  readonly digest: string
  /** Folder its relative paths start from. */
  readonly folder: string
  /** The person named it, it was not just lying there. */
  readonly isExplicit: boolean
}

export interface SandboxPlan {
  readonly input: CreateInput
  readonly files: readonly { readonly source: string; readonly target: string }[]
}

/** Reads the agentkernel.toml that a person named, and says what of it does not happen. */
export async function loadConfig(context: Context, path: string): Promise<LoadedProjectFile> {
  const { readProjectFile } = await import('#core/project/read-project')
  const whole = isAbsolute(path) ? path : join(context.process.cwd(), path)
  const { file, digest } = await readProjectFile(whole, await context.files())
  for (const warning of file.warnings) await context.note(warning)
  return { file, digest, folder: dirname(whole), isExplicit: true }
}

/** Lays the flags over a project's file, after consent to what in it touches this machine. Flags win. */
export async function planSandbox(
  context: Context,
  fields: Partial<CreateInput> & { readonly name: string },
  project: LoadedProjectFile | null,
  options: { readonly yes: boolean }
): Promise<SandboxPlan> {
  const own = project ? await takeFromProject(context, project, options) : { input: {}, files: [] }
  const input = { ...own.input, ...fields }
  const mounts = [...(own.input.mounts ?? []), ...(fields.mounts ?? [])]
  const ports = [...(own.input.ports ?? []), ...(fields.ports ?? [])]
  const folderMount = await mountOfPermissive(context, input, mounts)
  const whole = { ...input, ...(mounts.length + folderMount.length > 0 && { mounts: [...mounts, ...folderMount] }), ...(ports.length > 0 && { ports }) }
  const parsed = parseInput(createInputSchema, whole)
  // Said before anything is said to begin.
  checkNetwork({ network: parsed.network ?? true, ports: parsed.ports ?? [], allowedHosts: parsed.allowedHosts ?? [] })
  return { input: parsed, files: own.files }
}

async function takeFromProject(context: Context, { file, digest, folder, isExplicit }: LoadedProjectFile, { yes }: { yes: boolean }): Promise<{ input: Partial<CreateInput>; files: SandboxPlan['files'] }> {
  const { build: _built, ...wishes } = file
  const asked: Asked = { folder: await toRealPath(context, folder), subject: 'file', digest }
  const isAgreed = await agree(context, listWishes({ ...wishes, build: null }), { yes, isExplicit, asked })
  const { profile, ...spec } = file.spec
  if (!isAgreed) return { input: { ...spec, ...(profile !== undefined && profile !== 'permissive' && { profile }) }, files: [] }
  return {
    input: {
      ...file.spec,
      ...(file.ports.length > 0 && { ports: [...file.ports] }),
      ...(file.mountsFolder && { mounts: [{ source: folder, target: '/workspace', writable: false }] })
    },
    files: await findFiles(context, folder, file.files)
  }
}

/** Files that a project's file copies in; links must not lead out of the project's folder. */
async function findFiles(context: Context, folder: string, files: ProjectFile['files']): Promise<SandboxPlan['files']> {
  const host = await context.files()
  const root = await host.realPath(folder)
  return await Promise.all(
    files.map(async ({ source, target }) => {
      const path = await host.realPath(join(folder, source))
      if (path === null) throw new AppError('FILE_NOT_FOUND', { path: join(folder, source) })
      if (root === null || !path.startsWith(join(root, '/'))) throw new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.toml.outside' } })
      return { source: path, target }
    })
  )
}

/** The permissive profile means the current folder at /workspace, read-only, unless something else is there. */
async function mountOfPermissive(context: Context, input: Partial<CreateInput>, mounts: CreateInput['mounts'] = []): Promise<NonNullable<CreateInput['mounts']>> {
  if (input.profile !== 'permissive' || input.directory !== undefined || mounts.some(({ target }) => target === '/workspace')) return []
  const app = await context.app()
  const files = await context.files()
  const source = (await files.realPath(context.process.cwd())) ?? context.process.cwd()
  const { dataDirectory } = await app.diagnostics.about({})
  if (findMountProblem(source, 'directory', { home: context.place.home, data: dataDirectory })) return []
  await context.note('create.mounts_folder', { path: source })
  return [{ source, target: '/workspace', writable: false }]
}

/** Creates the sandbox whole: with the files of its project, or not at all. `opening` as for the progress line. */
export async function makeSandbox(context: Context, plan: SandboxPlan, opening: string | undefined): Promise<SandboxView> {
  const app = await context.app()
  const progress = await createProgressLine(context, opening)
  try {
    const view = await app.sandboxes.create(plan.input, { signal: context.signal, onProgress: progress.onProgress })
    try {
      for (const { source, target } of plan.files) await app.copyIn({ sandbox: view.id, hostPath: source, sandboxPath: target }, { signal: context.signal })
    } catch (error) {
      await app.sandboxes.remove({ sandbox: view.id, force: true })
      throw error
    }
    return view
  } finally {
    progress.end()
  }
}

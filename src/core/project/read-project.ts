import { AppError } from '#contract/errors'
import type { ProjectProposal } from '#contract/project'
import type { Text } from '#contract/text'
import type { AppPorts } from '../app'
import type { HostFiles } from '../ports/host'
import { recogniseTemplate } from '../templates'
import { isAgreed, toDigest } from './consents'
import { imageForFiles, imageForProcfile } from './detect-image'
import { readDevContainer, type DevContainer } from './dev-container'
import { findDockerfile } from './dockerfile'
import { parseProjectFile, type ProjectFile } from './project-file'
import { suggestName } from './suggest-name'

/** A project's file, and what a yes to it is bound to. */
export interface ReadProjectFile {
  readonly file: ProjectFile
  readonly digest: string
}

export const projectFileName = 'agentkernel.toml'
const maxNames = 2000
const maxFileBytes = 262_144

/** What a folder tells about the sandbox it wants. Read, never run. */
export interface Project {
  readonly folder: string
  /** Last part of the folder's path. */
  readonly folderName: string
  readonly file: ProjectFile | null
  /** Of the text of `file`. */
  readonly digest: string | null
  /** Name of a Dockerfile in it; null when there is none. */
  readonly dockerfile: string | null
  /** What its devcontainer.json says; null when there is none. */
  readonly devContainer: DevContainer | null
  /** Image that its files suggest, and why; null when nothing in it says. */
  readonly detected: { readonly image: string; readonly because: Text } | null
}

/** Reads a folder: an absolute path. Rejects with FILE_NOT_FOUND, PERMISSION_DENIED or CONFIG_INVALID. */
export async function readProject(folder: string, files: HostFiles): Promise<Project> {
  const path = await files.realPath(folder)
  if (path === null) throw new AppError('FILE_NOT_FOUND', { path: folder })
  const names = await files.names(path, maxNames)
  const read = names.includes(projectFileName) ? await readProjectFile(`${path}/${projectFileName}`, files) : null
  return {
    folder: path,
    folderName: path.split(/[/\\]/).findLast((part) => part !== '') ?? path,
    file: read?.file ?? null,
    digest: read?.digest ?? null,
    dockerfile: findDockerfile(names),
    devContainer: await readDevContainer(path, names, files),
    detected: await detectImage(path, names, files)
  }
}

/** Reads one agentkernel.toml. Rejects with FILE_NOT_FOUND or CONFIG_INVALID. */
export async function readProjectFile(path: string, files: HostFiles): Promise<ReadProjectFile> {
  const text = await files.text(path, maxFileBytes)
  if (text === null) throw new AppError('FILE_NOT_FOUND', { path })
  return { file: parseProjectFile(text, path), digest: await toDigest(text) }
}

/** The answer of `project.inspect`: what `create` would be proposed for this folder. */
export async function inspectProject(folder: string, { files, templates, consents }: Pick<AppPorts, 'files' | 'templates' | 'consents'>): Promise<ProjectProposal> {
  const { folder: path, folderName, file, digest, detected, dockerfile, devContainer } = await readProject(folder, files)
  const template = file || devContainer?.image !== undefined ? null : await recogniseTemplate(templates, await files.names(path, maxNames))
  const chosen = file?.spec.image === undefined ? (devContainer?.image === undefined ? detected : { image: devContainer.image, because: devContainer.because }) : undefined
  const image = file?.spec.image ?? chosen?.image
  const imageReason = chosen?.because
  return {
    folderName,
    template: template?.id ?? null,
    proposal: {
      name: suggestName(folderName),
      ...file?.spec,
      ...(template ? { template: template.id, ...(template.spec.image === undefined && image !== undefined && { image }) } : image !== undefined && { image }),
      ...(file && file.ports.length > 0 && { ports: [...file.ports] })
    },
    because: [...(file ? [{ key: 'project.because.config' }] : []), ...(template ? [{ key: 'project.because.template', params: { title: template.title } }] : imageReason ? [imageReason] : []), ...(devContainer?.notes ?? []), ...(file?.warnings ?? [])],
    needsConsent: [...(file ? listWishes(file) : []), ...(dockerfile !== null && !file?.build ? [{ key: 'project.consent.dockerfile', params: { file: dockerfile } }] : [])],
    consent: digest === null ? null : { digest, isKept: isAgreed(await consents.list(), { folder: path, subject: 'file', digest }) }
  }
}

/** Everything in a project's file that mounts, publishes, copies or runs something: one sentence each. */
export function listWishes(file: ProjectFile): Text[] {
  return [
    ...(file.mountsFolder ? [{ key: 'project.consent.mount' }] : []),
    ...file.ports.map(({ hostPort, sandboxPort, protocol }) => ({ key: 'project.consent.port', params: { port: `${hostPort ?? '*'}:${sandboxPort}/${protocol}` } })),
    ...(file.build ? [{ key: 'project.consent.build', params: { file: file.build.dockerfile } }] : []),
    ...file.files.map(({ source, target }) => ({ key: 'project.consent.file', params: { source, target } })),
    ...(file.spec.profile === 'permissive' ? [{ key: 'project.consent.permissive' }] : [])
  ]
}

async function detectImage(folder: string, names: readonly string[], files: HostFiles): Promise<Project['detected']> {
  const byFile = imageForFiles(names)
  if (byFile) return { image: byFile.image, because: { key: 'project.because.file', params: { file: byFile.file, image: byFile.image } } }
  if (!names.includes('Procfile')) return null
  const byProcfile = imageForProcfile((await files.text(`${folder}/Procfile`, maxFileBytes)) ?? '')
  return byProcfile && { image: byProcfile.image, because: { key: 'project.because.procfile', params: { program: byProcfile.program, image: byProcfile.image } } }
}

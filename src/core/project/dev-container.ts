import { z } from 'zod'
import { imageReferenceSchema } from '#contract/spec'
import type { Text } from '#contract/text'
import type { HostFiles } from '../ports/host'
import { stripJsonComments } from './json-comments'

const maxFileBytes = 262_144

const documentSchema = z.looseObject({ image: imageReferenceSchema.optional() })
/** Members that would build, mount, publish or run something: none of them is acted upon. */
const actingMembers = ['build', 'dockerFile', 'dockerComposeFile', 'mounts', 'runArgs', 'forwardPorts', 'appPort', 'features', 'initializeCommand', 'onCreateCommand', 'updateContentCommand', 'postCreateCommand', 'postStartCommand', 'postAttachCommand'] as const

/** What is taken of a devcontainer.json: its image, and what is said about the rest. */
export interface DevContainer {
  readonly image?: string
  readonly because: Text
  readonly notes: readonly Text[]
}

/** Reads a folder's devcontainer.json. One that cannot be read is told of, and keeps nothing from being proposed. */
export async function readDevContainer(folder: string, names: readonly string[], files: HostFiles): Promise<DevContainer | null> {
  const file = names.includes('.devcontainer') ? '.devcontainer/devcontainer.json' : names.includes('.devcontainer.json') ? '.devcontainer.json' : null
  if (file === null) return null
  const because = (image: string): Text => ({ key: 'project.because.devcontainer', params: { file, image } })
  try {
    const text = await files.text(`${folder}/${file}`, maxFileBytes)
    if (text === null) return null
    const document = documentSchema.parse(JSON.parse(stripJsonComments(text)))
    const unused = actingMembers.filter((member) => document[member] !== undefined)
    const notes = unused.length > 0 ? [{ key: 'project.devcontainer_unused', params: { file, members: unused.join(', ') } }] : []
    return { ...(document.image !== undefined && { image: document.image }), because: because(document.image ?? ''), notes }
  } catch {
    return { because: because(''), notes: [{ key: 'project.devcontainer_unreadable', params: { file } }] }
  }
}

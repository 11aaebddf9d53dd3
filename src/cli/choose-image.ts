import { join } from 'node:path'
import type { CreateInput } from '#contract/spec'
import { toDigest } from '#core/project/consents'
import { imageForCommand } from '#core/project/detect-image'
import { toImageTag } from '#core/project/dockerfile'
import type { ProjectBuild } from '#core/project/project-file'
import type { Project } from '#core/project/read-project'
import { agree, toRealPath, type Asked } from './consent'
import type { Context } from './context'
import type { LoadedProjectFile } from './make-sandbox'
import { createProgressLine } from './output/progress'
import { UsageError } from './usage-error'

const maxDockerfileBytes = 1_048_576

export interface ImageQuestion {
  readonly program: string
  readonly fields: Partial<CreateInput>
  readonly config: LoadedProjectFile | null
  readonly project: Project
  /** The person said to build. */
  readonly build: boolean | undefined
  readonly yes: boolean
}

/**
 * The image for a program: the one asked for, a file that was named, a Dockerfile after consent, the
 * program's own, what the folder suggests. Null: the default.
 */
export async function chooseImage(context: Context, question: ImageQuestion): Promise<string | null> {
  const { fields, config, project, program } = question
  if (fields.image !== undefined) return fields.image
  const build = config?.file.build ?? toBuild(project)
  if (question.build && !build) throw new UsageError('no_dockerfile', { path: project.folder })
  if (build && (await mayBuild(context, build, question))) return await buildImage(context, build, config?.folder ?? project.folder, question)
  if (config?.isExplicit && config.file.spec.image !== undefined) return config.file.spec.image
  const byCommand = imageForCommand(program)
  if (byCommand !== null) return byCommand
  if (config?.file.spec.image !== undefined) return config.file.spec.image
  if (project.detected) {
    await context.note(project.detected.because)
    return project.detected.image
  }
  return null
}

function toBuild({ dockerfile }: Project): ProjectBuild | null {
  return dockerfile === null ? null : { dockerfile, context: '.', buildArguments: {}, useCache: true }
}

async function mayBuild(context: Context, build: ProjectBuild, { build: isAsked, yes, config, project }: ImageQuestion): Promise<boolean> {
  if (isAsked === true) return true
  const folder = await toRealPath(context, config?.folder ?? project.folder)
  const text = await (await context.files()).text(join(folder, build.dockerfile), maxDockerfileBytes)
  const asked: Asked = { folder, subject: 'build', digest: await toDigest(JSON.stringify([build, text])) }
  const wish = { key: 'project.consent.build', params: { file: build.dockerfile } }
  return await agree(context, [wish], { yes, isExplicit: config?.isExplicit === true && config.file.build !== null, asked })
}

async function buildImage(context: Context, build: ProjectBuild, folder: string, { build: isAsked, fields }: ImageQuestion): Promise<string> {
  const files = await context.files()
  const path = join(folder, build.dockerfile)
  const text = await files.text(path, maxDockerfileBytes)
  if (text === null) throw new UsageError('no_dockerfile', { path })
  const tag = toImageTag(folder.split(/[/\\]/).at(-1) ?? 'project', text)
  await context.note('run.building', { file: build.dockerfile, image: tag })
  const progress = await createProgressLine(context)
  const { dockerfile, target, buildArguments, useCache } = build
  return await (await context.app())
    .buildImage(
      {
        context: join(folder, build.context),
        dockerfile,
        tag,
        buildArguments,
        useCache,
        rebuild: isAsked === true,
        ...(target !== undefined && { target }),
        ...(fields.backend !== undefined && { backend: fields.backend })
      },
      { signal: context.signal, onProgress: progress.onProgress }
    )
    .finally(progress.end)
}

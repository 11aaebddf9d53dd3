import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '#contract/errors'
import type { Extent } from './tar-index'

/** An image as a registry or an archive holds it, ready to be turned into a file system. */
export interface StoredImage {
  /** `sha256:…` of the configuration: the image's id, the same wherever it comes from. */
  readonly id: string
  readonly config: ImageConfig
  /** From the lowest up; as many as the configuration names. */
  readonly layers: readonly StoredLayer[]
  /** `repository@sha256:…` of the manifest that a registry gave; absent for an archive. */
  readonly repoDigests?: readonly string[]
}

export interface StoredLayer {
  /** Short id, for progress. */
  readonly id: string
  /** `sha256:…` of the unpacked tar, from the configuration. */
  readonly diffId: string
  /** Resolves when its bytes, packed or not, lie on disk; the file stays open as long as the source does. */
  stored(): Promise<Extent>
}

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const stringsSchema = z.array(z.string()).nullish().transform((strings) => strings ?? [])
const settingsSchema = z
  .object({
    Env: stringsSchema,
    Entrypoint: stringsSchema,
    Cmd: stringsSchema,
    WorkingDir: z.string().nullish(),
    User: z.string().nullish(),
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
    StopSignal: z.string().nullish(),
    Labels: z.record(z.string(), z.string()).nullish()
  })
  .nullish()

const configSchema = z.object({
  architecture: z.string().min(1),
  os: z.string().min(1),
  created: z.string().nullish(),
  config: settingsSchema,
  rootfs: z.object({ type: z.literal('layers'), diff_ids: z.array(digestSchema) })
})

/** What an image says of how its program is run. */
export interface ImageSettings {
  /** `NAME=value`, in the image's order. */
  readonly environment: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** Absolute, `/` when the image names none. */
  readonly workingDirectory: string
  /** As the image names it: name or number, with a group after a colon or without; empty = root. */
  readonly user: string
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[]
  readonly stopSignal?: string
}

export interface ImageConfig {
  readonly architecture: string
  readonly os: string
  /** ISO 8601; absent when the image does not say. */
  readonly createdAt?: string
  readonly settings: ImageSettings
  readonly labels: Readonly<Record<string, string>>
  readonly diffIds: readonly string[]
}

/** Reads an image's configuration. Rejects with ARCHIVE_REFUSED when it is none. */
export function parseImageConfig(bytes: Buffer): ImageConfig {
  const parsed = configSchema.safeParse(parseJson(bytes))
  if (!parsed.success) throw new AppError('ARCHIVE_REFUSED', { detail: `The image's configuration is not understood: ${z.prettifyError(parsed.error).split('\n')[0] ?? ''}` })
  const { architecture, os, created, config, rootfs } = parsed.data
  const time = Date.parse(created ?? '')
  return {
    architecture,
    os,
    ...(time > 0 && { createdAt: new Date(time).toISOString() }),
    settings: toSettings(config),
    labels: config?.Labels ?? {},
    diffIds: rootfs.diff_ids
  }
}

function toSettings(config: z.output<typeof settingsSchema>): ImageSettings {
  return {
    environment: config?.Env ?? [],
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
    workingDirectory: config?.WorkingDir || '/',
    user: config?.User ?? '',
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
    ...(config?.StopSignal && { stopSignal: config.StopSignal })
  }
}

/** Null for what is no JSON. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

export function toDigest(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** As people see it: the first twelve digits. */
export function toShortId(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12)
}

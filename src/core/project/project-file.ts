import { parse, TomlError } from 'smol-toml'
import type { z } from 'zod'
import { AppError } from '#contract/errors'
import { toInvalidInput } from '#contract/invalid-input'
import type { PublishedPort, CreateInput } from '#contract/spec'
import type { Text } from '#contract/text'
import type { CommandPolicy } from './command-policy'
import { runtimeImages } from './image-table'
import { knownKeys, projectFileSchema, type ProjectFileDocument } from './project-file-schema'
import { findTomlLine } from './toml-lines'

/** An image to build, paths relative to the project's folder. */
export interface ProjectBuild {
  readonly dockerfile: string
  readonly context: string
  readonly target?: string
  readonly buildArguments: Readonly<Record<string, string>>
  readonly useCache: boolean
}

/** What an agentkernel.toml asks for, in this product's terms. */
export interface ProjectFile {
  /** What it says without further consent. */
  readonly spec: Partial<CreateInput> & { readonly name: string }
  readonly ports: readonly PublishedPort[]
  /** Wants the project's folder at /workspace. */
  readonly mountsFolder: boolean
  readonly build: ProjectBuild | null
  /** Files to copy in, `source` relative to the project's folder. */
  readonly files: readonly { readonly source: string; readonly target: string }[]
  readonly commands: CommandPolicy | null
  /** What it asks for that does not happen, one sentence each: nothing is ignored silently. */
  readonly warnings: readonly Text[]
}

/** Parses the text of an agentkernel.toml. `file` names it in messages. Throws CONFIG_INVALID with `file:line`. */
export function parseProjectFile(text: string, file: string): ProjectFile {
  const document = parseToml(text, file)
  const result = projectFileSchema.safeParse(document)
  if (!result.success) throw toConfigInvalid(result.error, text, file)
  return toProjectFile(result.data, [...findUnknownKeys(document, text, file), ...findUnused(result.data)])
}

function parseToml(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const problem = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
    throw new AppError('CONFIG_INVALID', { file: `${file}:${error.line}`, detail: '' }, { because: { key: 'project.not_toml', params: { problem } }, cause: error })
  }
}

function toConfigInvalid(error: z.ZodError, text: string, file: string): AppError {
  const path = (error.issues[0]?.path ?? []).filter((part) => typeof part !== 'symbol')
  const problem = isSectionAsked(error.issues[0]) ? { key: 'problems.toml.section' } : toInvalidInput(error).because
  const field = path.map((part) => (typeof part === 'number' ? `${part + 1}` : part)).join('.')
  return new AppError('CONFIG_INVALID', { file: `${file}:${findTomlLine(text, path)}`, detail: `${field}:` }, { because: problem, cause: error })
}

function isSectionAsked(issue: z.core.$ZodIssue | undefined): boolean {
  return issue?.code === 'invalid_type' && issue.expected === 'object'
}

function toProjectFile(document: ProjectFileDocument, warnings: readonly Text[]): ProjectFile {
  const { sandbox, resources, security, network, build } = document
  const image = sandbox.base_image ?? (sandbox.runtime && runtimeImages[sandbox.runtime])
  return {
    spec: {
      name: sandbox.name,
      ...(image !== undefined && { image }),
      ...(resources?.vcpus !== undefined && { vcpus: resources.vcpus }),
      ...(resources?.memory_mb !== undefined && { memoryMb: resources.memory_mb }),
      ...(security?.profile !== undefined && { profile: security.profile }),
      ...(security?.network !== undefined && { network: security.network })
    },
    ports: (network?.ports ?? []).map(toPort),
    mountsFolder: security?.mount_cwd ?? false,
    build: build ? toBuild(build) : null,
    files: (document.files ?? []).map(({ source, dest }) => ({ source, target: dest })),
    commands: security?.commands ? toPolicy(security.commands) : null,
    warnings
  }
}

function toPort(port: number | string): PublishedPort {
  const [numbers = '', protocol = 'tcp'] = String(port).split('/')
  const [first, second] = numbers.split(':').map(Number)
  const hostPort = typeof port === 'number' || second === undefined ? null : (first ?? null)
  return { hostPort, sandboxPort: second ?? first ?? 0, protocol: protocol === 'udp' ? 'udp' : 'tcp' }
}

function toBuild(build: NonNullable<ProjectFileDocument['build']>): ProjectBuild {
  return {
    dockerfile: build.dockerfile ?? 'Dockerfile',
    context: build.context ?? '.',
    ...(build.target !== undefined && { target: build.target }),
    buildArguments: Object.fromEntries(Object.entries(build.args ?? {}).map(([name, value]) => [name, String(value)])),
    useCache: !(build.no_cache ?? false)
  }
}

function toPolicy(commands: { allow?: string[] | undefined; block?: string[] | undefined; allowlist_only?: boolean | undefined }): CommandPolicy {
  return { allow: commands.allow ?? [], block: commands.block ?? [], isAllowListOnly: commands.allowlist_only ?? false }
}

function findUnused({ security, agent, files }: ProjectFileDocument): Text[] {
  const unused = (key: string, isUsed: boolean): Text[] => (isUsed ? [{ key: `project.unused.${key}` }] : [])
  return [
    ...unused('domains', security?.domains !== undefined),
    ...unused('mount_home', security?.mount_home === true),
    ...unused('pass_env', security?.pass_env === true),
    ...unused('read_only', security?.read_only === true && security.profile !== 'restrictive'),
    ...unused('seccomp', security?.seccomp !== undefined && security.seccomp !== 'default'),
    ...unused('compatibility_mode', agent?.compatibility_mode !== undefined && agent.compatibility_mode !== 'native'),
    ...unused('file_mode', (files ?? []).some((file) => file.mode !== undefined && file.mode !== '0644'))
  ]
}

function findUnknownKeys(document: Record<string, unknown>, text: string, file: string): Text[] {
  const tables = Object.entries(knownKeys).map(([table, known]) => ({ table, known, value: table === '' ? document : document[table] }))
  return tables
    .flatMap(({ table, known, value }) =>
      Object.keys(typeof value === 'object' && value !== null ? value : {})
        .filter((key) => !known.includes(key))
        .map((key) => (table === '' ? [key] : [table, key]))
    )
    .map((path) => ({ name: path.join('.'), line: findTomlLine(text, path) }))
    .sort((a, b) => a.line - b.line)
    .map(({ name, line }) => ({ key: 'project.unknown_key', params: { name, file: `${file}:${line}` } }))
}

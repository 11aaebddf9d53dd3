import { AppError } from '#contract/errors'
import type { CreateInput, SandboxSpec } from '#contract/spec'
import { findHomeCovers } from '../home-covers'
import { guardMounts } from '../mount-guard'
import type { CreateRequest } from '../ports/engine-object'
import { homeTarget, planHardening, profileMeanings } from '../profiles'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from './context'

/** What an engine is to make of a record. */
export async function toCreateRequest(context: SandboxContext, record: SandboxRecord): Promise<CreateRequest> {
  const { host, files } = context.ports
  const covers = profileMeanings[record.spec.profile].mountsHome ? await findHomeCovers(host, files, homeTarget) : []
  return {
    sandboxId: record.id,
    name: record.name,
    homeId: await host.homeId(),
    createdAt: record.createdAt,
    spec: record.spec,
    hardening: planHardening(record.spec, { homeDirectory: host.homeDirectory, covers })
  }
}

/** The choices as they are kept: with what the profile passes in of the person's environment, and mounts that lead where they may. */
export async function prepareSpec(context: SandboxContext, input: CreateInput, spec: SandboxSpec): Promise<SandboxSpec> {
  const { files, host } = context.ports
  if (input.directory !== undefined && (await files.kind(input.directory)) !== 'directory') {
    throw new AppError('MOUNT_SOURCE_MISSING', { path: input.directory })
  }
  const environment = { ...passEnvironment(context, spec), ...spec.environment }
  return { ...spec, environment, mounts: await guardMounts(spec.mounts, host, files) }
}

function passEnvironment(context: SandboxContext, spec: SandboxSpec): Record<string, string> {
  const { passEnvironment: names } = profileMeanings[spec.profile]
  return Object.fromEntries(names.flatMap((name) => {
    const value = context.ports.host.environment(name)
    return value === undefined ? [] : [[name, value]]
  }))
}

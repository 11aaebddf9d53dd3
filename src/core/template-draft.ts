import { isSecretName } from '#contract/secret-name'
import type { SandboxSpec } from '#contract/spec'
import type { TemplateFile } from '#contract/template'
import type { SandboxContext } from './sandboxes/context'
import { getRecord } from './sandboxes/records'
import { getTemplate } from './templates'

/** A template of one sandbox's choices. Of its variables the names alone: values may be secret, and folders are of this machine. */
export async function draftTemplate(context: SandboxContext, sandbox: string): Promise<TemplateFile> {
  const { name, spec, template } = await getRecord(context, sandbox)
  // One that is gone or cannot be read leaves nothing to take over.
  const made = template === undefined ? null : await getTemplate(context.ports.templates, template).catch(() => null)
  const known = made?.environment ?? []
  const added = Object.keys(spec.environment).filter((each) => !known.some((variable) => variable.name === each))
  return {
    title: name,
    kind: 'other',
    spec: toTemplateSpec(spec),
    packages: made?.packages ?? [],
    setUp: made?.setUp ?? [],
    environment: [...known, ...added.map((each) => ({ name: each, isSecret: isSecretName(each), isRequired: false }))],
    hosts: made?.hosts ?? [],
    recognises: [],
    ...(made?.command !== undefined && { command: made.command })
  }
}

/** What was chosen; what is as it is by itself is left open. */
function toTemplateSpec({ image, vcpus, memoryMb, profile, network, allowedHosts = [], ports, workingDirectory, user, labels, command, useEntrypoint }: SandboxSpec): TemplateFile['spec'] {
  return {
    image,
    vcpus,
    memoryMb,
    profile,
    network,
    ...(allowedHosts.length > 0 && { allowedHosts }),
    ...(ports.length > 0 && { ports }),
    ...(workingDirectory !== null && { workingDirectory }),
    ...(user !== null && { user }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(command !== null && { command }),
    ...(useEntrypoint && { useEntrypoint })
  }
}

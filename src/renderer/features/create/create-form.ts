import { z } from 'zod'
import { allowedHostSchema, allowListBackends, maxAllowedHosts } from '#contract/allowed-host'
import { isSecretName } from '#contract/secret-name'
import { backendKindSchema } from '#contract/backend-kind'
import { sandboxNameSchema } from '#contract/sandbox-name'
import type { Settings } from '#contract/settings'
import { createInputSchema, defaults, templateIdSchema, environmentNameSchema, grantsSchema, imageReferenceSchema, profileSchema, publishedPortSchema, sandboxSpecSchema, type CreateInput, type Profile } from '#contract/spec'
import type { TemplateView } from '#contract/template'
import type { CreatePreset } from './create-store'

/** How the chosen folder reaches the sandbox. */
export const folderModes = ['copy', 'read', 'write'] as const
export type FolderMode = (typeof folderModes)[number]

/** Where a folder appears inside. */
export const workDirectory = '/workspace'

const portSchema = publishedPortSchema.extend({ protocol: publishedPortSchema.shape.protocol.unwrap() })
const environmentValueSchema = z.string().max(131_072)

/** Hosts as a person writes them one after the other. */
export function toAllowedHosts(text: string): string[] {
  return text.split(/[\s,;]+/).filter((host) => host !== '')
}

/** What the form holds; every rule is the contract's own. */
export const createFormSchema = z.object({
  name: sandboxNameSchema,
  template: templateIdSchema.nullable(),
  image: imageReferenceSchema,
  backend: z.union([backendKindSchema, z.literal('auto')]),
  vcpus: sandboxSpecSchema.shape.vcpus,
  memoryMb: sandboxSpecSchema.shape.memoryMb,
  profile: profileSchema,
  network: z.boolean(),
  allow: z.string().refine((text) => z.array(allowedHostSchema).max(maxAllowedHosts).safeParse(toAllowedHosts(text)).success, 'allow.bad_list'),
  folder: z.object({ handle: z.string(), path: z.string() }).nullable(),
  folderMode: z.enum(folderModes),
  environment: z.array(z.object({ name: environmentNameSchema, value: environmentValueSchema })),
  /** Names of secrets. */
  secrets: grantsSchema,
  ports: z.array(portSchema),
  isStarted: z.boolean()
})
export type CreateFormValues = z.infer<typeof createFormSchema>
/** What the rows of variables and ports need of the form they are in. */
export type AccessValues = Pick<CreateFormValues, 'environment' | 'ports'>

/** What `create` would fill in by itself for this profile: the form starts with it, and the command leaves it out. */
export function expectedDefaults(profile: Profile, settings: Settings | undefined): Pick<CreateFormValues, 'image' | 'vcpus' | 'memoryMb' | 'network'> {
  return {
    image: settings?.defaultImage ?? defaults.image,
    vcpus: settings?.defaultVcpus ?? defaults.vcpus,
    memoryMb: settings?.defaultMemoryMb ?? (profile === 'restrictive' ? 256 : defaults.memoryMb),
    network: profile !== 'restrictive'
  }
}

/** What a template makes of the form: what it says is taken, what it leaves open is as without it. */
export function templateValues(template: TemplateView | null, profile: Profile, settings: Settings | undefined): Pick<CreateFormValues, 'image' | 'vcpus' | 'memoryMb' | 'network' | 'profile'> {
  const chosen = template?.spec.profile ?? profile
  const expected = expectedDefaults(chosen, settings)
  const { image = expected.image, vcpus = expected.vcpus, memoryMb = expected.memoryMb, network = expected.network } = template?.spec ?? {}
  return { image, vcpus, memoryMb, network, profile: chosen }
}

export function createFormDefaults(name: string, settings: Settings | undefined, preset: CreatePreset): CreateFormValues {
  const profile = preset.profile ?? settings?.defaultProfile ?? defaults.profile
  const expected = expectedDefaults(profile, settings)
  return {
    name: preset.name ?? name,
    template: preset.template ?? null,
    image: preset.image ?? expected.image,
    backend: preset.backend ?? 'auto',
    vcpus: preset.vcpus ?? expected.vcpus,
    memoryMb: preset.memoryMb ?? expected.memoryMb,
    profile,
    network: preset.network ?? expected.network,
    allow: '',
    folder: preset.folder ?? null,
    folderMode: 'copy',
    environment: Object.entries(preset.environment ?? {}).map(([key, value]) => ({ name: key, value })),
    secrets: preset.secrets ?? [],
    ports: [],
    isStarted: true
  }
}

const previewSchema = createInputSchema.pick({ profile: true, network: true, vcpus: true, memoryMb: true, mounts: true })

/** What of the form decides how loose the sandbox is; null while a number is none. */
export function toPreviewInput({ profile, network, vcpus, memoryMb, folder, folderMode }: CreateFormValues): z.infer<typeof previewSchema> | null {
  const mounts = folder && folderMode === 'write' ? [{ source: folder.handle, target: workDirectory, writable: true }] : []
  return previewSchema.safeParse({ profile, network, vcpus, memoryMb, mounts }).data ?? null
}

/** What the short path leaves to "More settings". */
const moreSchema = createFormSchema.pick({ vcpus: true, memoryMb: true, allow: true, environment: true, ports: true })

/** Whether anything beyond name, image and template was chosen: it differs from what the template, or nothing, would make of it. */
export function hasMoreSet(values: CreateFormValues, settings: Settings | undefined, template: TemplateView | null): boolean {
  const expected = templateValues(template, settings?.defaultProfile ?? defaults.profile, settings)
  const isOwn = (['vcpus', 'memoryMb', 'profile', 'network'] as const).some((key) => values[key] !== expected[key])
  return isOwn || values.allow !== '' || values.folder !== null || values.backend !== 'auto' || values.environment.length > 0 || values.secrets.length > 0 || values.ports.length > 0
}

/** Whether something beyond name, image and template cannot be created. */
export function hasMoreProblems(values: CreateFormValues): boolean {
  return !moreSchema.safeParse(values).success
}

/** The list of hosts that is asked for: none where the field is not to be seen. */
export function meantHosts({ network, backend, allow }: Pick<CreateFormValues, 'network' | 'backend' | 'allow'>): string[] {
  return network && (backend === 'auto' || allowListBackends.includes(backend)) ? toAllowedHosts(allow) : []
}

/** The call the form stands for. */
export function toCreateInput(values: CreateFormValues): CreateInput {
  const { name, template, image, vcpus, memoryMb, profile, network, backend, folder, folderMode } = values
  return createInputSchema.parse({
    name,
    image,
    vcpus,
    memoryMb,
    profile,
    network,
    ...(meantHosts(values).length > 0 && { allowedHosts: meantHosts(values) }),
    ...(template !== null && { template }),
    ...(values.secrets.length > 0 && { secrets: values.secrets }),
    ...(backend !== 'auto' && { backend }),
    ...(folder && folderMode === 'copy' && { directory: folder.handle }),
    ...(folder && folderMode !== 'copy' && { mounts: [{ source: folder.handle, target: workDirectory, writable: folderMode === 'write' }], workingDirectory: workDirectory }),
    environment: Object.fromEntries(values.environment.filter(isGiven).map((variable) => [variable.name, variable.value])),
    ports: values.ports
  })
}

/** A key that a template names and nobody filled in is not set at all. */
export function isGiven({ name, value }: CreateFormValues['environment'][number]): boolean {
  return name !== '' && !(value === '' && isSecretName(name))
}

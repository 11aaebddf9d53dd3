import { z } from 'zod'
import { environmentNameSchema, imageReferenceSchema, profiles, sandboxSpecSchema } from '#contract/spec'
import { templateFileSchema, type TemplateFile, type TemplateView } from '#contract/template'
import { quoteWord } from '../create/to-command-line'
import { splitCommand } from '../run/split-command'

/** `open`: what a sandbox gets without the template. */
const choices = { profile: ['open', ...profiles], network: ['open', 'on', 'off'] } as const

/** What the form holds of a template; every rule is the contract's own. */
export const templateFormSchema = z.object({
  title: templateFileSchema.shape.title.refine((title) => toTemplateId(title) !== '', 'template.bad_title'),
  description: z.string().max(500),
  image: z.union([z.literal(''), imageReferenceSchema]),
  /** Null: open. */
  vcpus: sandboxSpecSchema.shape.vcpus.nullable(),
  memoryMb: sandboxSpecSchema.shape.memoryMb.nullable(),
  profile: z.enum(choices.profile),
  network: z.enum(choices.network),
  /** One command a line. */
  setUp: z.string().refine((text) => toSteps(text) !== null, 'command.quote'),
  environment: z.array(z.object({ name: environmentNameSchema, isSecret: z.boolean() })),
  command: z.string().max(256)
})
export type TemplateFormValues = z.infer<typeof templateFormSchema>

export function toTemplateForm({ title, description = '', spec, setUp, environment, command = '' }: TemplateFile): TemplateFormValues {
  return {
    title,
    description,
    image: spec.image ?? '',
    vcpus: spec.vcpus ?? null,
    memoryMb: spec.memoryMb ?? null,
    profile: spec.profile ?? 'open',
    network: spec.network === undefined ? 'open' : spec.network ? 'on' : 'off',
    setUp: setUp.map((step) => step.map(quoteWord).join(' ')).join('\n'),
    environment: environment.map(({ name, isSecret }) => ({ name, isSecret })),
    command
  }
}

/** The file the form stands for. What the form does not show stays as it is in `base`. */
export function toTemplateFile(values: TemplateFormValues, base: TemplateFile): TemplateFile {
  const { image: _image, vcpus: _vcpus, memoryMb: _memory, profile: _profile, network: _network, ...spec } = base.spec
  const { description: _description, command: _command, ...rest } = base
  const { title, description, image, vcpus, memoryMb, profile, network, setUp, environment, command } = values
  return {
    ...rest,
    title,
    ...(description !== '' && { description }),
    spec: {
      ...(image !== '' && { image }),
      ...(vcpus !== null && { vcpus }),
      ...(memoryMb !== null && { memoryMb }),
      ...(profile !== 'open' && { profile }),
      ...(network !== 'open' && { network: network === 'on' }),
      ...spec
    },
    setUp: toSteps(setUp) ?? [],
    environment: environment.map((variable) => ({ isRequired: base.environment.some(({ name, isRequired }) => name === variable.name && isRequired), ...variable })),
    ...(command !== '' && { command })
  }
}

/** A template as it was read, as the file it came from. */
export function toOwnFile({ id: _id, isOwn, needs: _needs, description, ...file }: TemplateView): TemplateFile {
  const told = description.params?.['description']
  return { ...file, ...(isOwn && typeof told === 'string' && told !== '' && { description: told }) }
}

/** The name of its file: what of the title may be in one. */
export function toTemplateId(title: string): string {
  return title
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '')
}

/** Lines as a shell reads them; one that goes on within quotes is one command. Null: a quote is still open. */
function toSteps(text: string): string[][] | null {
  const steps: string[][] = []
  let line = ''
  for (const next of text.split('\n')) {
    line = line === '' ? next : `${line}\n${next}`
    const { argv, openQuote } = splitCommand(line)
    if (openQuote !== null) continue
    if (argv.length > 0) steps.push([...argv])
    line = ''
  }
  return line === '' ? steps : null
}

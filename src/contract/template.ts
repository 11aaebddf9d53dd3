import { z } from 'zod'
import { call } from './method'
import { doneSchema, nothingSchema, referenceSchema } from './reference'
import { createInputSchema, environmentNameSchema, templateIdSchema } from './spec'
import { textSchema } from './text'

/** One command of a set-up, argv; run as the image's user in the new sandbox. */
const stepSchema = z.array(z.string().min(1).max(16_384)).min(1).max(64)

/** What a template file holds (resources/templates, and `templates` in the data directory). */
export const templateFileSchema = z
  .object({
    /** A proper name, the same in every language. */
    title: z.string().min(1).max(80),
    kind: z.enum(['language', 'agent', 'other']),
    /** For a template of the user's own; the built-in ones have a locale text. */
    description: z.string().max(500).optional(),
    /** Fields of `create`. Environment values are never part of a template. */
    spec: createInputSchema.omit({ name: true, backend: true, directory: true, mounts: true, environment: true, template: true, secrets: true }).partial().strict(),
    /** What `setUp` installs, for people. */
    packages: z.array(z.string().max(128)).max(64).default([]),
    /** Run once, inside, after the first start, in order. */
    setUp: z.array(stepSchema).max(32).default([]),
    /** Variables it works with. `isSecret`: a key or token. */
    environment: z.array(z.object({ name: environmentNameSchema, isSecret: z.boolean().default(false), isRequired: z.boolean().default(false) })).max(64).default([]),
    /** Hosts that it must reach, for people: shown where the network is off. */
    hosts: z.array(z.string().max(253)).max(64).default([]),
    /** What to type in a shell once it is set up. */
    command: z.string().max(256).optional(),
    /** A page of its makers (https). */
    url: z.url({ protocol: /^https$/ }).optional(),
    /** Files in a project's folder that suggest it; `*.x` stands for any name with that ending. */
    recognises: z.array(z.string().max(128)).max(64).default([])
  })
  .strict()
export type TemplateFile = z.infer<typeof templateFileSchema>

export const templateViewSchema = templateFileSchema.omit({ description: true }).extend({
  id: templateIdSchema,
  isOwn: z.boolean(),
  description: textSchema,
  /** What it needs that is not there by itself: keys, the network. One sentence each. */
  needs: z.array(textSchema)
})
export type TemplateView = z.infer<typeof templateViewSchema>

export const templatesApi = {
  /** Own ones first, then languages, then agents. A file of one's own that cannot be read is told of in `problems`. */
  list: call(nothingSchema, z.object({ templates: z.array(templateViewSchema), problems: z.array(textSchema), directory: z.string() })),
  /** What a template would hold that makes sandboxes like this one: its choices but for folders and values of variables, the set-up of its own template. Keeps nothing. */
  draft: call(referenceSchema, templateFileSchema, { errors: ['SANDBOX_NOT_FOUND'] }),
  /** Writes or replaces one of one's own. */
  save: call(z.object({ id: templateIdSchema, template: templateFileSchema }).strict(), templateViewSchema, { errors: ['TEMPLATE_BUILT_IN', 'METADATA_UNAVAILABLE'] }),
  remove: call(z.object({ id: templateIdSchema }).strict(), doneSchema, { errors: ['TEMPLATE_NOT_FOUND', 'TEMPLATE_BUILT_IN'] })
} as const

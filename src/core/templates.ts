import { AppError } from '#contract/errors'
import { toInvalidInput } from '#contract/invalid-input'
import type { CreateInput } from '#contract/spec'
import { templateIdSchema } from '#contract/spec'
import { templateFileSchema, type TemplateFile, type TemplateView } from '#contract/template'
import type { Text } from '#contract/text'
import type { TemplateStore } from './ports/stores'

const kindOrder = ['language', 'agent', 'other'] as const

/** The user's own templates, then the built-in ones by kind and title. A file that cannot be read is told of, and keeps none of the others away. */
export async function listTemplates(store: TemplateStore): Promise<{ templates: TemplateView[]; problems: Text[]; directory: string }> {
  const problems: Text[] = []
  const read = (files: ReadonlyMap<string, string>, isOwn: boolean): TemplateView[] =>
    [...files].flatMap(([id, text]) => {
      try {
        return [toView(id, parseTemplate(id, text), isOwn)]
      } catch (error) {
        const { params, because } = AppError.from(error)
        problems.push({ key: 'templates.unreadable', params: { file: `${id}.json`, detail: String(params['detail'] ?? ''), ...(because && { reasonKey: because.key }) } })
        return []
      }
    })
  const own = read(await store.own(), true)
  const builtIn = read(await store.builtIn(), false).filter(({ id }) => !own.some((other) => other.id === id))
  const order = (a: TemplateView, b: TemplateView): number => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || a.title.localeCompare(b.title)
  return { templates: [...own.sort(order), ...builtIn.sort(order)], problems, directory: store.directory }
}

/** Rejects with TEMPLATE_NOT_FOUND, or CONFIG_INVALID when its file cannot be read. */
export async function getTemplate(store: TemplateStore, id: string): Promise<TemplateFile> {
  const text = (await store.own()).get(id) ?? (await store.builtIn()).get(id)
  if (text === undefined) throw new AppError('TEMPLATE_NOT_FOUND', { id })
  return parseTemplate(id, text)
}

export async function saveTemplate(store: TemplateStore, id: string, template: TemplateFile): Promise<TemplateView> {
  if ((await store.builtIn()).has(id)) throw new AppError('TEMPLATE_BUILT_IN', { id })
  await store.save(id, `${JSON.stringify(template, null, 2)}\n`)
  return toView(id, template, true)
}

export async function removeTemplate(store: TemplateStore, id: string): Promise<void> {
  if (!(await store.own()).has(id)) throw new AppError((await store.builtIn()).has(id) ? 'TEMPLATE_BUILT_IN' : 'TEMPLATE_NOT_FOUND', { id })
  await store.remove(id)
}

/** The template that a folder's file names suggest: the first, in their order, that recognises one of them. */
export async function recogniseTemplate(store: TemplateStore, names: readonly string[]): Promise<TemplateView | null> {
  const { templates } = await listTemplates(store)
  return templates.find(({ recognises }) => recognises.some((pattern) => names.some((name) => matches(name, pattern)))) ?? null
}

/** What a caller of `create` left out is filled from its template. */
export function withTemplate(input: CreateInput, template: TemplateFile | null): CreateInput {
  return template ? { ...(template.spec as Partial<CreateInput>), ...input } : input
}

function parseTemplate(id: string, text: string): TemplateFile {
  const named = templateIdSchema.safeParse(id)
  if (!named.success) throw new AppError('CONFIG_INVALID', { file: `${id}.json`, detail: id }, { because: { key: 'problems.template.bad_id' } })
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new AppError('CONFIG_INVALID', { file: `${id}.json`, detail: error instanceof Error ? error.message : '' }, { cause: error })
  }
  const parsed = templateFileSchema.safeParse(document)
  if (parsed.success) return parsed.data
  const { because, params } = toInvalidInput(parsed.error)
  throw new AppError('CONFIG_INVALID', { file: `${id}.json`, detail: `${params['field']}:` }, { because, cause: parsed.error })
}

function toView(id: string, { description, ...template }: TemplateFile, isOwn: boolean): TemplateView {
  return {
    ...template,
    id,
    isOwn,
    description: isOwn ? { key: 'templates.own', params: { description: description ?? '' } } : { key: `templates.description.${id}` },
    needs: [
      ...template.environment.filter(({ isRequired }) => isRequired).map(({ name }) => ({ key: 'templates.needs_variable', params: { name } })),
      ...(template.hosts.length > 0 ? [{ key: 'templates.needs_network', params: { hosts: template.hosts.join(', ') } }] : [])
    ]
  }
}

function matches(name: string, pattern: string): boolean {
  return pattern.startsWith('*') ? name.length >= pattern.length && name.endsWith(pattern.slice(1)) : name === pattern
}

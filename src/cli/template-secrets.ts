import type { SandboxView } from '#contract/sandbox'
import type { Context } from './context'

/** Says which keys of its template a new sandbox was not given, and how its sessions get them. */
export async function noteTemplateSecrets(context: Context, { name, template, spec, secrets }: SandboxView): Promise<void> {
  if (template === null) return
  const app = await context.app()
  const { templates } = await app.templates.list({}, { signal: context.signal })
  const wanted = templates.find(({ id }) => id === template)?.environment.filter((variable) => variable.isSecret && !(variable.name in spec.environment) && !secrets.includes(variable.name)) ?? []
  if (wanted.length === 0) return
  const { secrets: known } = await app.secrets.list({}, { signal: context.signal })
  for (const { name: secret } of wanted) await context.note(known.some((each) => each.name === secret && each.isThere) ? 'create.secret_there' : 'create.secret_wanted', { name, secret })
}

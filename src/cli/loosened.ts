import type { SandboxView } from '#contract/sandbox'
import type { Context } from './context'

/** Says on stderr in what a sandbox is looser than its profile: nobody loosens one without hearing it. */
export async function noteLoosened(context: Context, { loosened }: SandboxView): Promise<void> {
  if (loosened.length > 0) await context.note('create.loosened', { lines: (await describeLoosened(context, loosened)).join('\n') })
}

/** One indented line each. */
export async function describeLoosened(context: Context, loosened: SandboxView['loosened']): Promise<string[]> {
  return await Promise.all(loosened.map(async (text) => `  ${await context.say(text)}`))
}

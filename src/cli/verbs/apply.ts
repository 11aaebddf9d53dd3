import { AppError } from '#contract/errors'
import type { ReviewedFile } from '#contract/review'
import { ask } from '../consent'
import type { Context } from '../context'
import { toPlainLine } from '../output/plain-text'
import { createProgressLine } from '../output/progress'
import { chooseFiles, explainFile, explainFiles } from '../review/choose-files'
import type { Verb } from '../verb'

export const apply: Verb = {
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .argument('[path...]', 'cli.argument.review_paths')
      .option('-y, --yes', 'cli.option.yes_apply')
      .action((name: string, paths: string[], { yes }: { yes?: boolean }) => bringBack(context(), name, paths, yes ?? false))
  }
}

async function bringBack(context: Context, sandbox: string, paths: readonly string[], yes: boolean): Promise<void> {
  const app = await context.app()
  const progress = await createProgressLine(context)
  const options = { signal: context.signal, onProgress: progress.onProgress }
  const review = await app.review.compare({ sandbox }, options).finally(progress.end)
  const possible = chooseFiles(review.files, paths).filter(({ barrier }) => barrier === undefined)
  const held = possible.filter(({ flags }) => flags.length > 0)
  const agreed = yes && paths.length > 0 ? held : await agreeToEach(context, held)
  const left = held.filter((file) => !agreed.includes(file))
  if (left.length > 0 && paths.length > 0) throw new AppError('CONSENT_REQUIRED', { what: (await explainFiles(context, left)).trim() })
  const chosen = possible.filter((file) => file.flags.length === 0 || agreed.includes(file))
  const done = chosen.length === 0 ? { applied: 0, kept: null } : await app.review.apply({ sandbox, files: chosen.map(toShown) }, options).finally(progress.end)
  if (context.flags.json) return context.printJson({ ...done, folder: review.folder, files: chosen.map(({ path }) => path), left: left.map(({ path }) => path) })
  if (chosen.length === 0) await context.note('apply.nothing')
  else await context.note('apply.applied', { count: done.applied, folder: review.folder })
  if (done.kept !== null) await context.note('apply.kept', { path: done.kept })
  if (left.length > 0) await context.note('apply.skipped', { lines: await explainFiles(context, left) })
}

/** One question for each; where nobody can be asked, to none. */
async function agreeToEach(context: Context, files: readonly ReviewedFile[]): Promise<ReviewedFile[]> {
  const agreed: ReviewedFile[] = []
  if (!context.canAsk) return agreed
  for (const file of files) {
    const question = await context.say('apply.question', { path: toPlainLine(file.path), reasons: await explainFile(context, file) })
    if (await ask(context, question)) agreed.push(file)
  }
  return agreed
}

function toShown({ path, digest, hostDigest, isExecutable }: ReviewedFile): Pick<ReviewedFile, 'path' | 'digest' | 'hostDigest' | 'isExecutable'> {
  return { path, digest, hostDigest, isExecutable }
}

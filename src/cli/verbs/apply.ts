import { AppError, type ErrorData } from '#contract/errors'
import type { Applied, BroughtFile, ReviewedFile } from '#contract/review'
import { renderError } from '#locales/index'
import { ask } from '../consent'
import { exitCodes } from '../exit-codes'
import type { Context } from '../context'
import { toPlainLine } from '../output/plain-text'
import { createProgressLine } from '../output/progress'
import { chooseFiles, explainFile, explainFiles, nameFile } from '../review/choose-files'
import type { Verb } from '../verb'

export const apply: Verb = {
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .argument('[path...]', 'cli.argument.review_paths')
      .option('-y, --yes', 'cli.option.yes_apply')
      .option('--overwrite', 'cli.option.overwrite')
      .action((name: string, paths: string[], { yes = false, overwrite = false }: Partial<Consent>) => bringBack(context(), name, paths, { yes, overwrite }))
  }
}

/** To files that are named: `yes` to what is flagged, `overwrite` to what changed on both sides. */
interface Consent {
  readonly yes: boolean
  readonly overwrite: boolean
}

async function bringBack(context: Context, sandbox: string, paths: readonly string[], consent: Consent): Promise<void> {
  const app = await context.app()
  const progress = await createProgressLine(context)
  const options = { signal: context.signal, onProgress: progress.onProgress }
  const review = await app.review.compare({ sandbox }, options).finally(progress.end)
  const possible = chooseFiles(review.files, paths).filter(({ barrier }) => barrier === undefined)
  const held = possible.filter(({ flags }) => flags.length > 0)
  const agreed = await agree(context, held, paths.length > 0 ? consent : { yes: false, overwrite: false })
  const left = held.filter((file) => !agreed.includes(file))
  if (left.length > 0 && paths.length > 0) throw new AppError('CONSENT_REQUIRED', { what: await sayLeft(context, left) })
  const chosen = possible.filter((file) => file.flags.length === 0 || agreed.includes(file))
  const done: Applied = chosen.length === 0 ? { applied: 0, kept: null } : await app.review.apply({ sandbox, files: chosen.map(toBrought) }, options).finally(progress.end)
  if (done.failed) context.exitCode = exitCodes.failure
  if (context.flags.json) return context.printJson({ ...done, folder: review.folder, files: chosen.map(({ path }) => path), left: left.map(({ path }) => path) })
  if (chosen.length === 0) await context.note('apply.nothing')
  else await context.note('apply.applied', { count: done.applied, folder: review.folder })
  if (done.failed) await noteFailure(context, chosen, done.applied, done.failed)
  if (done.kept !== null) await context.note('apply.kept', { path: done.kept })
  if (left.length > 0) await context.note('apply.skipped', { lines: await explainFiles(context, left) })
}

async function agree(context: Context, held: readonly ReviewedFile[], { yes, overwrite }: Consent): Promise<ReviewedFile[]> {
  const isAgreed = ({ flags }: ReviewedFile): boolean => flags.every((flag) => (flag === 'conflict' ? overwrite : yes))
  return [...held.filter(isAgreed), ...(await agreeToEach(context, held.filter((file) => !isAgreed(file))))]
}

async function sayLeft(context: Context, left: readonly ReviewedFile[]): Promise<string> {
  const lines = (await explainFiles(context, left)).trim()
  return left.some(({ flags }) => flags.includes('conflict')) ? `${lines}. ${await context.say('apply.needs_overwrite')}` : lines
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

/** What is there, what failed and why, and what was not tried. */
async function noteFailure(context: Context, chosen: readonly ReviewedFile[], applied: number, error: ErrorData): Promise<void> {
  const toLines = (files: readonly ReviewedFile[]): string => files.map((file) => `  ${nameFile(file)}`).join('\n')
  const [failed, ...rest] = chosen.slice(applied)
  await context.note('apply.done', { lines: toLines(chosen.slice(0, applied)) })
  await context.note('apply.failed', { path: toPlainLine(failed?.path ?? ''), reason: renderError(await context.translate(), error) })
  if (rest.length > 0) await context.note('apply.not_done', { lines: toLines(rest) })
}

function toBrought({ path, digest, hostDigest, isExecutable, flags }: ReviewedFile): BroughtFile {
  return { path, digest, hostDigest, isExecutable, ...(flags.includes('conflict') && { mayOverwrite: true }) }
}

import { isatty } from 'node:tty'
import type { Review, ReviewedFile } from '#contract/review'
import type { Context } from '../context'
import { toPlainText } from '../output/plain-text'
import { createProgressLine } from '../output/progress'
import { chooseFiles, explainFile, explainFiles, nameFile } from '../review/choose-files'
import type { Verb } from '../verb'

export const diff: Verb = {
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .argument('[path...]', 'cli.argument.review_paths')
      .option('-s, --summary', 'cli.option.summary')
      .action((name: string, paths: string[], { summary }: { summary?: boolean }) => show(context(), name, paths, summary ?? false))
  }
}

async function show(context: Context, sandbox: string, paths: readonly string[], isSummary: boolean): Promise<void> {
  const app = await context.app()
  const progress = await createProgressLine(context)
  const review = await app.review.compare({ sandbox }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  const files = chooseFiles(review.files, paths)
  const read = async ({ path, barrier, flags }: ReviewedFile): Promise<string> => (barrier === undefined && !flags.includes('large') ? (await app.review.diff({ sandbox, path }, { signal: context.signal })).diff : '')
  if (context.flags.json) {
    const told = []
    for (const file of files) told.push(isSummary ? file : { ...file, diff: await read(file) })
    return context.printJson({ ...review, files: told })
  }
  // A pipe gets the bytes as they are, for another program to apply; a terminal no orders.
  const clean = isatty(1) ? toPlainText : (text: string): string => text
  for (const file of files) {
    const text = isSummary ? `${await summarise(context, file)}\n` : clean(await read(file))
    if (text !== '') context.print(text)
  }
  await noteRest(context, sandbox, review, files)
}

const marks = { added: 'A', modified: 'M', removed: 'D' } as const

async function summarise(context: Context, file: ReviewedFile): Promise<string> {
  const reasons = await explainFile(context, file)
  return `${marks[file.kind]} ${nameFile(file)}${reasons === '' ? '' : ` (${reasons})`}`
}

async function noteRest(context: Context, name: string, { folder, leftOut, isPartial, knowsBefore, hostOnly }: Review, files: readonly ReviewedFile[]): Promise<void> {
  const [barred, held] = [files.filter(({ barrier }) => barrier !== undefined), files.filter(({ barrier, flags }) => barrier === undefined && flags.length > 0)]
  if (files.length === 0) await context.note('diff.none', { name, folder })
  if (held.length > 0) await context.note('diff.held', { lines: await explainFiles(context, held) })
  if (barred.length > 0) await context.note('diff.barred', { lines: await explainFiles(context, barred) })
  if (!knowsBefore) await context.note('diff.two_sides', { name, folder })
  if (hostOnly.length > 0) await context.note('diff.host_only', { folder, count: hostOnly.length })
  if (leftOut.length > 0) await context.note('diff.left_out', { paths: leftOut.join(', ') })
  if (isPartial) await context.note('diff.partial')
}

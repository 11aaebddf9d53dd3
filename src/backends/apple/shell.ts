import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineContext } from './context'
import { platform } from './create-arguments'
import type { ImageInfo } from './image-json'
import { shellPath } from './keep-alive'
import { deadlines } from './program'

/**
 * An image of one program has nothing that could keep a sandbox alive. Its settings and history usually show a
 * shell; where they do not, the image is started once, for about a second. Asked once per image and process.
 */
export async function requireShell(context: EngineContext, image: ImageInfo, reference: string, task: Task): Promise<void> {
  const hasShell = context.shells.get(image.id) ?? (image.showsShell || (await tryShell(context, image, task)))
  context.shells.set(image.id, hasShell)
  if (!hasShell) throw new AppError('IMAGE_WITHOUT_SHELL', { image: reference })
}

async function tryShell({ program, starts }: EngineContext, { fullReference }: ImageInfo, { signal }: Task): Promise<boolean> {
  const args = ['run', '--rm', '--progress', 'none', '--platform', platform, '--network', 'none', `--entrypoint=${shellPath}`, fullReference, '-c', 'exit 0']
  return await starts.run(signal, async () => {
    const answer = await program.ask({ args, deadlineMs: deadlines.start, signal })
    if (answer.exitCode === 0) return true
    const failure = program.toFailure('run', answer)
    if (failure.problem === 'program-missing' || failure.problem === 'program-unusable') return false
    throw failure
  })
}

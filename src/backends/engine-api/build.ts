import type { Readable } from 'node:stream'
import { z } from 'zod'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { BuildOptions, EngineInfo } from '#core/ports'
import type { EngineContext } from './context'
import { EngineProblem, toEngineFailed } from './errors'
import { readJsonLines } from './json-lines'
import { pullMessageSchema } from './pull-progress'

const buildMessageSchema = pullMessageSchema.extend({ stream: z.string().nullish() })

/** Builds an image; answers its tag. The last lines of the build's own output are the reason of a failure. */
export async function buildImage({ api }: EngineContext, archive: Readable, options: BuildOptions, task: Task): Promise<string> {
  const query = {
    dockerfile: options.dockerfile,
    t: options.tag,
    target: options.target,
    buildargs: JSON.stringify(options.buildArguments),
    nocache: !options.useCache,
    rm: true,
    forcerm: true
  }
  const said: string[] = []
  try {
    const stream = await api.stream({ method: 'POST', path: '/build', query, upload: archive, headers: { 'Content-Type': 'application/x-tar' }, signal: task.signal })
    for await (const line of readJsonLines(stream)) takeMessage(line, options, said, task)
    return options.tag
  } catch (error) {
    if (error instanceof EngineProblem) throw toBuildError(api.info, error, said)
    throw error instanceof AppError ? error : api.toBroken(error, task.signal)
  } finally {
    archive.destroy()
  }
}

function toBuildError(info: EngineInfo, problem: EngineProblem, said: readonly string[]): unknown {
  const known = toEngineFailed(info, problem)
  if (!AppError.is(known, 'ENGINE_FAILED')) return known
  return new AppError('ENGINE_FAILED', { backend: info.kind, detail: [...said.slice(-keptLines), problem.detail].join('\n') }, { cause: problem })
}

const keptLines = 5

function takeMessage(line: unknown, { tag }: BuildOptions, said: string[], task: Task): void {
  const message = buildMessageSchema.safeParse(line)
  if (!message.success) return
  const problem = message.data.errorDetail?.message ?? message.data.error
  if (problem) throw new EngineProblem(500, problem)
  const text = message.data.stream?.trim()
  if (!text) return
  said.push(text)
  if (said.length > 2 * keptLines) said.shift()
  task.progress({ step: 'build', text: { key: 'progress.building', params: { image: tag, line: text.slice(0, 200) } } })
}

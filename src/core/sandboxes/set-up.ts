import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Engine } from '../ports/engine'
import type { SandboxRecord } from '../records'
import { getTemplate } from '../templates'
import type { SandboxContext } from './context'
import { getRecord, toRef, updateRecord } from './records'

const keptLines = 20

/** Runs what the template of a sandbox asks for, once, inside it. How it ended is kept with the sandbox; rejects with SETUP_FAILED. */
async function runSetUp(context: SandboxContext, engine: Engine, record: SandboxRecord, task: Task): Promise<SandboxRecord> {
  if (record.template === undefined) return record
  const { setUp: steps } = await getTemplate(context.ports.templates, record.template)
  context.settingUp.add(record.id)
  context.changes.emit(record.id)
  try {
    for (const step of steps) await runStep(engine, record, step, task)
    return await keep(context, record, { state: 'done' })
  } catch (error) {
    const failure = AppError.from(error)
    await keep(context, record, { state: 'failed', reason: { key: `errors.${failure.code}`, params: failure.params } })
    throw error
  } finally {
    context.settingUp.delete(record.id)
    context.changes.emit(record.id)
  }
}

/** The set-up again, or for the first time, of a sandbox that runs. */
export async function setUpNow(context: SandboxContext, reference: string, task: Task): Promise<SandboxRecord> {
  const { id } = await getRecord(context, reference)
  return await context.locks.run(id, async () => {
    const record = await getRecord(context, id)
    if (record.template === undefined) throw new AppError('TEMPLATE_NOT_FOUND', { id: record.name })
    return await runSetUp(context, await context.registry.open(record.backend, task), record, task)
  })
}

/** After a start: what failed is told by the sandbox's view, and does not make the start fail. */
export async function setUpAfterStart(context: SandboxContext, engine: Engine, record: SandboxRecord, task: Task): Promise<SandboxRecord> {
  if (record.setUp?.state !== 'pending') return record
  try {
    return await runSetUp(context, engine, record, task)
  } catch (error) {
    if (task.signal.aborted) throw error
    context.ports.log.warn('a set-up failed', { sandboxId: record.id, error: String(error) })
    return (await (await context.metadata()).read()).sandboxes[record.id] ?? record
  }
}

async function runStep(engine: Engine, record: SandboxRecord, argv: readonly string[], task: Task): Promise<void> {
  const command = argv.at(-1) ?? ''
  task.progress({ step: 'setup', text: { key: 'progress.setting_up', params: { line: command } } })
  const session = await engine.exec(toRef(record), { argv, environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, task)
  const stop = (): void => void session.kill(1000).catch(() => undefined)
  task.signal.addEventListener('abort', stop, { once: true })
  const lines: string[] = []
  try {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
    for await (const { stream, data } of session.output) {
      const said = decoders[stream].decode(data, { stream: true }).split(/\r?\n|\r/).filter((line) => line.trim() !== '')
      lines.push(...said)
      lines.splice(0, lines.length - keptLines)
      const line = said.at(-1)
      if (line !== undefined) task.progress({ step: 'setup', text: { key: 'progress.setting_up', params: { line } } })
    }
    const { exitCode, detail } = await session.exited
    task.signal.throwIfAborted()
    if (exitCode !== 0) throw new AppError('SETUP_FAILED', { name: record.name, command, detail: (detail ?? lines.join('\n')).slice(-2000) })
  } finally {
    task.signal.removeEventListener('abort', stop)
  }
}

async function keep(context: SandboxContext, record: SandboxRecord, setUp: NonNullable<SandboxRecord['setUp']>): Promise<SandboxRecord> {
  return (await updateRecord(context, record.id, (now) => ({ ...now, setUp }))) ?? record
}

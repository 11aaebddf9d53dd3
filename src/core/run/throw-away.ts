import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import { parseInput } from '#contract/invalid-input'
import { createInputSchema } from '#contract/spec'
import type { ThrowAway, ThrowAwayInput } from '../app'
import { copyIn } from '../sandboxes/copy'
import { createSandbox } from '../sandboxes/create'
import { openExec } from '../sandboxes/exec'
import { removeSandbox, startSandbox } from '../sandboxes/life'
import type { SandboxContext } from '../sandboxes/context'
import { renameSandbox } from '../sandboxes/record-work'

/** A sandbox for one command, and the command running in it. Whatever fails on the way, nothing is left. */
export async function openThrowAway(context: SandboxContext, input: ThrowAwayInput, task: Task): Promise<ThrowAway> {
  const create = parseInput(createInputSchema, { ...input.create, name: toRunName() })
  const view = await createSandbox(context, create, task)
  const life = new ThrowAwayLife(context, view)
  try {
    for (const { source, target } of input.files ?? []) await copyIn(context, { sandbox: view.id, hostPath: source, sandboxPath: target }, task)
    const sandbox = await startSandbox(context, view.id, task)
    const session = await openExec(context, { ...input.exec, sandbox: view.id }, task)
    return { sandbox, session, keep: (name) => life.keep(name), kept: life.kept, close: () => life.close() }
  } catch (error) {
    await life.close()
    throw error
  }
}

function toRunName(): string {
  return `run-${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Removes its sandbox once, unless it is kept. */
class ThrowAwayLife {
  readonly #context: SandboxContext
  #view: SandboxView
  #isKept = false
  #resolveKept: (view: SandboxView) => void = () => undefined
  readonly kept = new Promise<SandboxView>((resolve) => (this.#resolveKept = resolve))
  #closing: Promise<boolean> | undefined

  constructor(context: SandboxContext, view: SandboxView) {
    this.#context = context
    this.#view = view
    context.runs.set(view.id, { keep: (name) => this.keep(name), close: () => this.close() })
  }

  async keep(name?: string): Promise<SandboxView> {
    if (this.#closing) throw new AppError('SESSION_NOT_FOUND', { id: this.#view.name })
    this.#view = name === undefined ? this.#view : await renameSandbox(this.#context, { sandbox: this.#view.id, name }, ownTask())
    this.#isKept = true
    this.#resolveKept(this.#view)
    return this.#view
  }

  close(): Promise<boolean> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<boolean> {
    try {
      if (this.#isKept) return true
      await removeSandbox(this.#context, this.#view.id, true, ownTask())
      return true
    } catch (error) {
      if (AppError.is(error, 'SANDBOX_NOT_FOUND')) return true
      this.#context.ports.log.warn('a throw-away sandbox was left', { name: this.#view.name, error: String(error) })
      return false
    } finally {
      this.#context.runs.delete(this.#view.id)
    }
  }
}

/** The caller's signal may be the reason why we are here: tidying up has a task of its own. */
function ownTask(): Task {
  return { signal: deadlineSignal(60_000), progress: () => undefined }
}

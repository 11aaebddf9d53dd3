import type { Task } from '#contract/progress'

/** `[1/2] Fetching image 37% (…)`. The numbers in brackets are written in the user's locale: they are not read. */
const line = /^\[(\d+)\/(\d+)\] (\D+?)(?: for platform \S+)?(?: (\d{1,3})\s?%.*|\s*\(.*|\s*\[.*)?$/

export interface PullStep {
  readonly task: number
  readonly tasks: number
  readonly percent: number | null
}

export function parsePullLine(text: string): PullStep | null {
  const match = line.exec(text.trim())
  if (!match) return null
  return { task: Number(match[1]), tasks: Number(match[2]), percent: match[4] === undefined ? null : Math.min(100, Number(match[4])) }
}

/** Turns the program's lines into reports. In percent: the program tells no bytes that can be relied on. */
export function createPullProgress(image: string, task: Task): { take(text: string): void } {
  let rest = ''
  const report = (step: PullStep | null): void => {
    const known = step?.percent ?? null
    const overall = step && known !== null ? { done: (step.task - 1) * 100 + known, total: step.tasks * 100, unit: 'items' as const } : {}
    task.progress({ step: 'pull', text: { key: 'progress.pulling', params: { image } }, ...overall })
  }
  report(null)
  return {
    take(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const step of lines.map(parsePullLine)) if (step) report(step)
    }
  }
}

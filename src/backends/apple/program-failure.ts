import { classify, toDetail, type Problem } from './problem'

export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The program ended by itself and said no. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure'
  readonly problem: Problem
  readonly detail: string
  readonly stderr: string

  constructor(command: string, { exitCode, stderr }: Pick<Answer, 'exitCode' | 'stderr'>) {
    const detail = toDetail(stderr) || `container ${command} ended with ${exitCode}`
    super(detail)
    this.problem = classify(stderr)
    this.detail = detail
    this.stderr = stderr
  }
}

import type { Command } from 'commander'
import type { Context } from './context'

/** One word of the command, in a file of its own that is loaded only when it is used. */
export interface Verb {
  /** Adds arguments, options and the action. Descriptions are keys of the namespace `cli`. */
  readonly build: (command: Command, context: () => Context) => void
  /**
   * How the words of a program to run are found: `words` of ours come before it; null: only what
   * follows `--`. Absent: the verb runs no program.
   */
  readonly program?: { readonly wordsBefore: number | null }
  /** Of a verb with words below it: the one that is meant when none is said. */
  readonly whenAlone?: string
  /** Its exit code is the program's, so our own failures are 125. */
  readonly passesExitCode?: boolean
}

export interface VerbEntry {
  readonly name: string
  readonly aliases?: readonly string[]
  /** Left out of the list in the help. */
  readonly isHidden?: boolean
  readonly load: () => Promise<Verb>
}

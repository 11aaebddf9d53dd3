import type { Check } from '#contract/diagnostics'
import type { Task } from '#contract/progress'

/** What the product can install for a backend, and how it is tried out. */
export interface BackendSetup {
  /** What the backend needs, one by one, each with its state, reason and fix. Changes nothing. Empty where the machine is of the wrong kind. */
  checklist(task: Task): Promise<Check[]>
  /**
   * Gets what is missing and tries it out: from `files` (absolute paths) when there are any, and then nothing is asked of the network;
   * else from where it is published. Told by progress. Harmless to repeat; a second process waits for the first. What is
   * cut off goes on where it stood; content that is not what it must be is removed. Rejects with BACKEND_NOT_READY, DOWNLOAD_FAILED,
   * WRONG_CONTENT, ARCHIVE_REFUSED, SELF_TEST_FAILED, FILE_NOT_FOUND, INVALID_INPUT, DISK_FULL or PERMISSION_DENIED.
   */
  run(files: readonly string[], task: Task): Promise<void>
}

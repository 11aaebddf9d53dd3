import { api, type Api } from '#contract/api'
import type { Task } from '#contract/progress'
import { makeDirectory, removeFile, renameFile, statFile } from '../sandbox-files/arrange'
import { listChanges } from '../sandbox-files/changes'
import { listFiles } from '../sandbox-files/list'
import { readText, writeText } from '../sandbox-files/text'
import type { SandboxContext } from '../sandboxes/context'
import { copyIn, copyOut } from '../sandboxes/copy'
import type { Worker } from '../worker'

export function createFilesNoun(context: SandboxContext, work: Worker): Api['files'] {
  return {
    list: work(api.files.list, (input, task) => listFiles(context, input, task)),
    stat: work(api.files.stat, (input, task) => statFile(context, input, task)),
    readText: work(api.files.readText, (input, task) => readText(context, input, task)),
    writeText: work(api.files.writeText, (input, task) => writeText(context, input, task)),
    remove: work(api.files.remove, async (input, task) => {
      await removeFile(context, input, task)
      return {}
    }),
    makeDirectory: work(api.files.makeDirectory, (input, task) => makeDirectory(context, input, task)),
    rename: work(api.files.rename, (input, task) => renameFile(context, input, task)),
    changes: work(api.files.changes, (input, task) => listChanges(context, input.sandbox, task)),
    download: work(api.files.download, ({ sandbox, path, to }, task) => copyOut(context, { sandbox, sandboxPath: path, hostPath: to }, task)),
    upload: work(api.files.upload, (input, task) => upload(context, input, task))
  }
}

/** One after the other; of those that went in before a failure nothing is taken back. */
async function upload(context: SandboxContext, { sandbox, path, from }: { sandbox: string; path: string; from: readonly string[] }, task: Task): Promise<{ files: number; bytes: number }> {
  const sum = { files: 0, bytes: 0 }
  for (const [index, hostPath] of from.entries()) {
    task.progress({ step: 'upload', text: { key: 'progress.uploading', params: { path: hostPath } }, done: index, total: from.length, unit: 'items' })
    const { files, bytes } = await copyIn(context, { sandbox, hostPath, sandboxPath: `${path}/` }, task)
    sum.files += files
    sum.bytes += bytes
  }
  return sum
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'
import { findFileNameProblem, joinPath, nameOf, parentOf } from './file-paths'
import { quoteWord } from '../create/to-command-line'
import { edit } from './files-store'
import type { FileActions } from './use-file-actions'

/** What is asked before files change. `path`: the directory for new ones, else the file itself. */
export interface FileQuestion {
  readonly kind: 'new-file' | 'new-folder' | 'rename' | 'remove'
  readonly path: string
}

export interface FileDialogsProps {
  readonly question: FileQuestion | null
  readonly sandbox: SandboxView
  readonly actions: FileActions
  readonly onDone: () => void
}

export function FileDialogs({ question, sandbox, actions, onDone }: FileDialogsProps) {
  const { t } = useTranslation()
  const isRemoval = question?.kind === 'remove'
  return (
    <>
      <ConfirmDialog
        isOpen={isRemoval}
        title={t('files:remove_title', { name: nameOf(question?.path ?? '') })}
        verb={t('files:remove_verb')}
        onCancel={onDone}
        onConfirm={() => {
          onDone()
          if (question) void actions.remove(question.path)
        }}
      >
        <p>{t('files:remove_meaning', { name: sandbox.name })}</p>
        <p className="mt-1 font-mono text-small">{question?.path}</p>
        <CommandLine command={toInsideCommand(sandbox.name, 'rm', '-r', question?.path ?? '')} isSingleLine className="mt-4" />
      </ConfirmDialog>
      <Dialog isOpen={question !== null && !isRemoval} onClose={onDone} title={question && question.kind !== 'remove' ? t(`files:ask.${question.kind}`) : ''} className="w-96">
        {question && !isRemoval && <NameForm key={`${question.kind} ${question.path}`} question={question} sandbox={sandbox} actions={actions} onDone={onDone} />}
      </Dialog>
    </>
  )
}

function NameForm({ question, sandbox, actions, onDone }: Omit<FileDialogsProps, 'question'> & { readonly question: FileQuestion }) {
  const { t } = useTranslation()
  const before = question.kind === 'rename' ? nameOf(question.path) : ''
  const [name, setName] = useState(before)
  const [isPending, setIsPending] = useState(false)
  const problem = findFileNameProblem(name)
  const submit = async () => {
    setIsPending(true)
    if (question.kind === 'new-file') edit(sandbox.id, joinPath(question.path, name))
    const isDone = question.kind === 'new-file' || (await (question.kind === 'rename' ? actions.rename(question.path, name) : actions.makeDirectory(question.path, name)))
    setIsPending(false)
    if (isDone) onDone()
  }
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === null) void submit()
      }}
    >
      <TextField label={t('create.name')} value={name} onChange={setName} isCode error={problem !== null && problem !== 'empty' ? t(`files:name_problems.${problem}`) : undefined} />
      {question.kind === 'new-folder' && <CommandLine command={toInsideCommand(sandbox.name, 'mkdir', joinPath(question.path, name))} isSingleLine />}
      {question.kind === 'rename' && <CommandLine command={toInsideCommand(sandbox.name, 'mv', question.path, joinPath(parentOf(question.path), name))} isSingleLine />}
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={onDone}>
          {t('actions.cancel')}
        </Button>
        <Button size="large" type="submit" tone="primary" disabled={problem !== null || name === before || isPending} isPending={isPending}>
          {t(`files:verbs.${question.kind}`)}
        </Button>
      </div>
    </form>
  )
}

/** The line that does the same by a program inside. */
function toInsideCommand(sandbox: string, ...words: string[]): string {
  return `agentkernel exec ${quoteWord(sandbox)} -- ${words.map(quoteWord).join(' ')}`
}

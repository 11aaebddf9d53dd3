import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findNameProblem } from '#contract/sandbox-name'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { TextField } from '../../ui/text-field'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'

export interface NameFormProps {
  /** As it is now. */
  readonly name: string
  readonly verb: string
  readonly hint?: string
  /** The name as it is will do. */
  readonly mayStay?: boolean
  /** The `agentkernel` line that does the same. */
  readonly toCommand?: (name: string) => string
  readonly save: (name: string) => Promise<unknown>
  readonly onDone: () => void
}

/** Asks for the name of a sandbox, and closes when it is kept. */
export function NameForm({ name: before, verb, hint, mayStay = false, toCommand, save, onDone }: NameFormProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(before)
  const problem = findNameProblem(name)
  const saving = useMutation({ mutationFn: () => save(name), onSuccess: onDone })
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem) saving.mutate()
      }}
    >
      <TextField
        label={t('create.name')}
        value={name}
        onChange={setName}
        isCode
        {...(hint !== undefined && { hint })}
        error={problem ? t(`problems:names.${problem.key}`, { character: problem.character ?? '' }) : undefined}
      />
      {toCommand && <CommandLine command={toCommand(name)} isSingleLine />}
      {saving.error && <ErrorNotice error={toErrorData(saving.error)} />}
      <div className="flex justify-end gap-2">
        <Button size="large" onClick={onDone}>
          {t('actions.cancel')}
        </Button>
        <Button size="large" type="submit" tone="primary" disabled={problem !== null || (!mayStay && name === before)} isPending={saving.isPending}>
          {verb}
        </Button>
      </div>
    </form>
  )
}

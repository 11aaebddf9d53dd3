import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toProblem } from '#contract/invalid-input'
import { secretValueSchema } from '#contract/secret'
import { secretNameSchema } from '#contract/spec'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { DialogForm } from '../../ui/dialog-form'
import { TextField } from '../../ui/text-field'
import { toErrorData, useText } from '../../ui/use-text'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { useSecretStore, type SecretAsked } from './secret-store'
import { useSecretsChanged } from './use-secrets'

/** A secret's value, asked for from anywhere in the window. */
export function SecretDialog() {
  const asked = useSecretStore((state) => state.asked)
  return <SecretSheet asked={asked} onClose={() => useSecretStore.setState({ asked: null })} />
}

export interface SecretSheetProps {
  readonly asked: SecretAsked | null
  readonly onClose: () => void
  readonly onKept?: (name: string) => void
}

/** The same where another dialog is open already: it has to be drawn inside that one. */
export function SecretSheet({ asked, onClose, onKept }: SecretSheetProps) {
  const { t } = useTranslation('secrets')
  return (
    <Dialog isOpen={asked !== null} onClose={onClose} title={asked?.name ? t('replace_title', { name: asked.name }) : t('add_title')}>
      {asked && <SecretForm asked={asked} onClose={onClose} {...(onKept && { onKept })} />}
    </Dialog>
  )
}

function SecretForm({ asked, onClose, onKept }: { readonly asked: SecretAsked } & Omit<SecretSheetProps, 'asked'>) {
  const { t } = useTranslation('secrets')
  const text = useText()
  const api = useApi()
  const changed = useSecretsChanged()
  const [name, setName] = useState(asked.name ?? '')
  const [value, setValue] = useState('')
  const work = useMutation({
    mutationFn: async () => {
      await api.secrets.set({ name, value })
      await changed()
    },
    onSuccess: () => {
      onKept?.(name)
      onClose()
    }
  })
  const checked = secretNameSchema.safeParse(name)
  const problem = checked.error?.issues[0]
  const canSend = checked.success && secretValueSchema.safeParse(value).success && !work.isPending
  return (
    <DialogForm
      onSend={() => canSend && work.mutate()}
      foot={
        <>
          {work.error && <ErrorNotice error={toErrorData(work.error)} />}
          <CommandLine command={`agentkernel secret set ${checked.success ? quoteWord(name) : 'NAME'}`} />
          <div className="flex justify-end gap-2">
            <Button size="large" onClick={onClose}>
              {t('window:actions.cancel')}
            </Button>
            <Button size="large" type="submit" tone="primary" disabled={!canSend} isPending={work.isPending}>
              {t('keep')}
            </Button>
          </div>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {asked.name === null && <TextField label={t('name')} isCode placeholder="ANTHROPIC_API_KEY" value={name} onChange={setName} hint={t('name_hint')} error={name !== '' && problem ? text(toProblem(problem)) : undefined} />}
        <TextField label={t('value')} isCode type="password" value={value} onChange={setValue} hint={t('value_hint')} />
      </div>
    </DialogForm>
  )
}

import { ArrowRight, Plus, X } from 'lucide-react'
import { Controller, useFieldArray, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { SwitchField } from '../../ui/switch-field'
import { TextField } from '../../ui/text-field'
import { useRowFocus } from '../../ui/use-row-focus'
import { useChooseFolder } from '../create/use-choose-folder'
import { useProblemText } from '../create/use-problem-text'
import type { ChangeValues } from './change-values'

/** Folders of this machine that appear inside, live; read-only unless a person says otherwise. */
export function MountFields() {
  const { t } = useTranslation('change')
  const problem = useProblemText()
  const chooseFolder = useChooseFolder()
  const { control } = useFormContext<ChangeValues>()
  const { errors } = useFormState<ChangeValues>({ control })
  const { fields, append, remove } = useFieldArray({ control, name: 'mounts' })
  const { place, removing } = useRowFocus<HTMLDivElement>()
  const removeRow = removing(remove)
  const mounts = useWatch({ control, name: 'mounts' })
  const add = async () => {
    const folder = await chooseFolder('mount')
    if (folder) append({ source: folder.handle, path: folder.path, target: `/${folder.path.split(/[/\\]/).findLast((part) => part !== '') ?? 'folder'}`, writable: false })
  }
  return (
    <div ref={place} className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <span className="text-small font-medium text-muted">{t('mounts')}</span>
        <Button size="small" tone="quiet" onClick={() => void add()}>
          <Plus aria-hidden />
          {t('mounts_add')}
        </Button>
      </div>
      {fields.map((mount, index) => (
        <div key={mount.id} className="flex flex-col gap-1.5">
          <div className="flex items-start gap-1.5">
            <span data-selectable title={mount.path} className="flex h-8 min-w-0 grow basis-0 items-center rounded-md border border-line bg-sunken px-2.5 font-mono text-small">
              <span className="truncate">{mount.path}</span>
            </span>
            <ArrowRight aria-hidden className="mt-2 size-4 shrink-0 text-faint" />
            <Controller
              control={control}
              name={`mounts.${index}.target`}
              render={({ field }) => <TextField label={t('mount_target')} isLabelHidden isCode className="grow basis-0" {...field} error={problem(errors.mounts?.[index]?.target)} />}
            />
            <IconButton icon={X} label={t('mount_remove')} data-removes-row onClick={() => removeRow(index)} className="size-8" />
          </div>
          <Controller
            control={control}
            name={`mounts.${index}.writable`}
            render={({ field }) => <SwitchField label={t('mount_writable')} hint={mounts[index]?.writable === true ? t('mount_risk') : undefined} isOn={field.value} onChange={field.onChange} />}
          />
        </div>
      ))}
    </div>
  )
}

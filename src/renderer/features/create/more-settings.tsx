import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings'
import { Disclosure } from '../../ui/disclosure'
import { hasMoreProblems, hasMoreSet, type CreateFormValues } from './create-form'
import { useCreateView } from './create-store'
import { MoreFields } from './more-fields'
import { useTemplates } from './use-templates'

/** What a first sandbox does without: closed as it was left, open while it holds a choice that would be out of sight. */
export function MoreSettings({ settings }: { readonly settings: Settings | undefined }) {
  const { t } = useTranslation()
  const { control } = useFormContext<CreateFormValues>()
  const values = useWatch({ control }) as CreateFormValues
  const template = useTemplates().find(({ id }) => id === values.template) ?? null
  const isSet = hasMoreSet(values, settings, template)
  const isRemembered = useCreateView((state) => state.isFull)
  const [isOpen, setIsOpen] = useState(isRemembered || isSet)
  const [wasSet, setWasSet] = useState(isSet)
  if (isSet !== wasSet) {
    setWasSet(isSet)
    if (isSet) setIsOpen(true)
  }
  // What cannot be created stays in sight until it is mended.
  const isHeld = hasMoreProblems(values)
  const toggle = (next: boolean) => {
    if (isHeld) return
    setIsOpen(next)
    useCreateView.setState({ isFull: next })
  }
  const label = (
    <>
      {t('create.more')}
      <span className="ml-1 font-normal text-faint">{t('create.more_parts')}</span>
    </>
  )
  return (
    <Disclosure label={label} isOpen={isOpen || isHeld} onOpenChange={toggle} isKept>
      <MoreFields settings={settings} />
    </Disclosure>
  )
}

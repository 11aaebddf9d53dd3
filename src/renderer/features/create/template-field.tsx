import { Bot, Braces, LayoutTemplate, User } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TemplateView } from '#contract/template'
import { SelectField } from '../../ui/select-field'
import { useText } from '../../ui/use-text'
import { RemoveTemplate } from './remove-template'
import { TemplateProblems } from './template-problems'
import { useTemplates } from './use-templates'

const icons = { language: Braces, agent: Bot, other: LayoutTemplate } as const

export interface TemplateFieldProps {
  readonly value: string | null
  readonly onChange: (template: TemplateView | null) => void
}

/** What others have put together for a language or an agent, and what it needs. */
export function TemplateField({ value, onChange }: TemplateFieldProps) {
  const { t } = useTranslation()
  const text = useText()
  const templates = useTemplates()
  const chosen = templates.find(({ id }) => id === value)
  const options = [
    { value: '', label: t('create.template_none') },
    ...templates.map(({ id, title, kind, isOwn }) => {
      const Icon = isOwn ? User : icons[kind]
      return { value: id, label: title, note: t(isOwn ? 'create.template_own' : `create.template_kinds.${kind}`), icon: <Icon aria-hidden className="size-4 text-muted" strokeWidth={1.75} /> }
    })
  ]
  return (
    <>
      <SelectField
        label={t('create.template')}
        value={chosen?.id ?? ''}
        options={options}
        onChange={(id) => onChange(templates.find((template) => template.id === id) ?? null)}
        hint={chosen ? [chosen.description, ...chosen.needs].map((sentence) => text(sentence)).join(' ') : t('create.template_hint')}
      />
      {chosen?.isOwn && <RemoveTemplate key={chosen.id} template={chosen} onRemoved={() => onChange(null)} />}
      <TemplateProblems />
    </>
  )
}

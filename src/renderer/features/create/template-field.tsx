import { Bot, Braces, LayoutTemplate, Pencil, User } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TemplateView } from '#contract/template'
import { Button } from '../../ui/button'
import { SelectField } from '../../ui/select-field'
import { useText } from '../../ui/use-text'
import { RemoveTemplate } from './remove-template'
import { TemplateProblems } from './template-problems'
import { useTemplates } from './use-templates'
import { TemplateSheet } from '../templates/template-dialog'
import type { TemplateAsked } from '../templates/template-store'

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
      {chosen && <TemplateButtons key={chosen.id} template={chosen} onRemoved={() => onChange(null)} />}
      <TemplateProblems />
    </>
  )
}

/** One of one's own is changed and removed here; of another one is made. */
function TemplateButtons({ template, onRemoved }: { readonly template: TemplateView; readonly onRemoved: () => void }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<TemplateAsked | null>(null)
  return (
    <div className="mt-1 -ml-2 flex flex-wrap items-start gap-1">
      <Button size="small" tone="quiet" onClick={() => setAsked({ kind: template.isOwn ? 'edit' : 'new', template })}>
        <Pencil aria-hidden />
        {t(template.isOwn ? 'templates:edit_this' : 'templates:copy_this')}
      </Button>
      {template.isOwn && <RemoveTemplate template={template} onRemoved={onRemoved} />}
      <TemplateSheet asked={asked} onClose={() => setAsked(null)} />
    </div>
  )
}

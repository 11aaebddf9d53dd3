import { LayoutTemplate, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TemplateView } from '#contract/template'
import { Button } from '../../ui/button'
import { RemoveTemplate } from '../create/remove-template'
import { TemplateProblems } from '../create/template-problems'
import { useTemplates } from '../create/use-templates'
import { SettingGroup, SettingRow } from '../settings/setting-row'
import { askForTemplate } from './template-store'

/** Templates of one's own: made, changed and removed here; those that came with the product are the beginning of one. */
export function TemplateSettings() {
  const { t } = useTranslation('templates')
  const own = useTemplates().filter(({ isOwn }) => isOwn)
  return (
    <SettingGroup id="templates">
      <SettingRow
        id="templates"
        command="agentkernel templates list"
        keywords={own.map(({ title }) => title).join(' ')}
        below={
          <>
            <TemplateProblems />
            {own.length > 0 && (
              <ul className="mt-2 border-t border-line [&>li+li]:border-t [&>li+li]:border-line">
                {own.map((template) => (
                  <TemplateRow key={template.id} template={template} />
                ))}
              </ul>
            )}
          </>
        }
      >
        <div data-fits>
          <Button onClick={() => askForTemplate({ kind: 'new', template: null })}>
            <Plus aria-hidden />
            {t('add')}
          </Button>
        </div>
      </SettingRow>
    </SettingGroup>
  )
}

function TemplateRow({ template }: { readonly template: TemplateView }) {
  const { t } = useTranslation('templates')
  const { title, spec, id } = template
  return (
    <li className="flex items-center gap-3 py-2 last:pb-0">
      <LayoutTemplate aria-hidden className="size-4 shrink-0 text-muted" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p className="truncate">{title}</p>
        <p className="truncate font-mono text-small text-muted">{spec.image ?? id}</p>
      </div>
      <Button size="small" aria-label={t('edit_of', { title })} onClick={() => askForTemplate({ kind: 'edit', template })}>
        {t('edit')}
      </Button>
      <RemoveTemplate template={template} label={t('remove_of', { title })} />
    </li>
  )
}

import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice'
import { toErrorData, useText } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { useTemplateList } from './use-templates'

/** Templates of one's own that are missing from the list, and why. */
export function TemplateProblems() {
  const { t } = useTranslation()
  const text = useText()
  const { data, error } = useTemplateList()
  if (error) return <ErrorNotice error={toErrorData(error)} title={t('create.templates_failed')} className="mt-2" />
  if (!data || data.problems.length === 0) return null
  return (
    <Notice tone="caution" className="mt-2">
      <p className="font-medium">{t('create.templates_unreadable', { count: data.problems.length })}</p>
      <ul data-selectable className="mt-1 list-disc pl-4 text-muted [overflow-wrap:anywhere]">
        {data.problems.map((problem) => (
          <li key={JSON.stringify(problem)}>{text(problem)}</li>
        ))}
      </ul>
      <p className="mt-1 text-small text-muted">
        {t('create.templates_directory')} <code data-selectable className="font-mono [overflow-wrap:anywhere]">{data.directory}</code>
      </p>
    </Notice>
  )
}

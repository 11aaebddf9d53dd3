import { createContext, useContext, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '../../ui/copy-button'

/** What is searched for; a row that does not fit is not drawn. */
export const SettingSearch = createContext('')

export interface SettingGroupProps {
  readonly id: string
  readonly children: ReactNode
}

/** Rows below one heading; without any that fits the search there is no heading either. */
export function SettingGroup({ id, children }: SettingGroupProps) {
  const { t } = useTranslation('settings')
  return (
    <section id={`settings-${id}`} data-group={id} aria-labelledby={`settings-${id}-title`} className="scroll-mt-2 pt-6 first:pt-1 [&:not(:has([data-setting]))]:hidden">
      <h2 id={`settings-${id}-title`} className="pb-1.5 text-small font-medium text-faint">
        {t(`groups.${id}`)}
      </h2>
      <div className="rounded-lg border border-line bg-raised/40 [&>*+*]:border-t [&>*+*]:border-line">{children}</div>
    </section>
  )
}

export interface SettingRowProps {
  /** Below `settings.rows`: `ID.label` and, where it needs one, `ID.hint`. */
  readonly id: string
  /** Instead of the hint of the texts. */
  readonly hint?: ReactNode
  /** Other words that find it. */
  readonly keywords?: string
  /** The command line that does the same. */
  readonly command?: string
  /** Below label and control, over the whole width. */
  readonly below?: ReactNode
  readonly children: ReactNode
}

/** One choice: what it is about at the left, the control at the right; below each other where there is little room. */
export function SettingRow({ id, hint, keywords = '', command, below, children }: SettingRowProps) {
  const { t } = useTranslation('settings')
  const search = useContext(SettingSearch)
  const label = t(`rows.${id}.label`)
  const told = hint ?? t(`rows.${id}.hint`, { defaultValue: '' })
  const haystack = `${label} ${typeof told === 'string' ? told : ''} ${keywords} ${id}`.toLowerCase()
  if (!search.toLowerCase().split(/\s+/).every((word) => haystack.includes(word))) return null
  return (
    <div data-setting={id} className="group/row px-4 py-3">
      <div className="flex flex-col items-start gap-x-8 gap-y-2 @2xl/page:flex-row">
        <div className="flex min-h-8 min-w-0 grow flex-col justify-center">
          <div className="flex items-center gap-1">
            <span aria-hidden className="font-medium">
              {label}
            </span>
            {command !== undefined && (
              <CopyButton text={command} label={t('copy_command', { command })} className="-my-1 opacity-0 transition-opacity group-hover/row:opacity-100 focus-visible:opacity-100" />
            )}
          </div>
          {told !== '' && <div className="text-small text-muted">{told}</div>}
        </div>
        <div className="flex w-full min-w-0 shrink-0 flex-col empty:hidden @2xl/page:w-72 @2xl/page:items-end @2xl/page:has-[>[data-fits]]:w-auto [&>*]:w-full @2xl/page:[&>[data-fits]]:w-auto">{children}</div>
      </div>
      {below}
    </div>
  )
}

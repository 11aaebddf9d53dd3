import { useEffect, useState, type ComponentType, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { classNames } from '../../ui/class-names'
import { Page } from '../../ui/page'
import { SearchBox } from '../../ui/search-box'
import { AppearanceSettings, LanguageSettings, TerminalSettings } from './appearance-settings'
import { CommandSettings } from './command-settings'
import { DataSettings } from './data-settings'
import { DefaultsSettings, EndpointSettings } from './defaults-settings'
import { SecretSettings } from '../secrets/secret-settings'
import { TemplateSettings } from '../templates/template-settings'
import { ProjectSettings } from './project-settings'
import { settingGroups, type SettingGroupId } from './setting-groups'
import { SettingFailure } from './setting-failure'
import { SettingSearch } from './setting-row'
import { TraySettings } from './tray-settings'
import { UpdateSettings } from './update-settings'
import { useAbout } from './use-about'

const groups: Record<SettingGroupId, ComponentType> = {
  appearance: AppearanceSettings,
  language: LanguageSettings,
  terminal: TerminalSettings,
  sandboxes: DefaultsSettings,
  templates: TemplateSettings,
  projects: ProjectSettings,
  secrets: SecretSettings,
  engines: EndpointSettings,
  tray: TraySettings,
  command: CommandSettings,
  data: DataSettings,
  updates: UpdateSettings
}

/** Every choice of the user: grouped, searched, kept at once. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const [search, setSearch] = useState('')
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const current = useGroupInSight(scroller)
  const [parameters] = useSearchParams()
  const wanted = parameters.get('show')
  useEffect(() => {
    if (wanted !== null && scroller) showGroup(scroller, wanted)
  }, [wanted, scroller])
  return (
    <Page title={t('title')} actions={<SearchBox label={t('search')} value={search} onChange={setSearch} />} banner={<SettingFailure />} isFixed>
      <div className="flex min-h-0 grow">
        <nav aria-label={t('groups_label')} className="hidden w-44 shrink-0 overflow-y-auto py-1 pl-3 @3xl/page:block">
          <ul className="flex flex-col gap-0.5">
            {settingGroups.map((id) => (
              <li key={id}>
                <GroupLink isCurrent={current === id && search === ''} onClick={() => scroller && showGroup(scroller, id)}>
                  {t(`groups.${id}`)}
                </GroupLink>
              </li>
            ))}
          </ul>
        </nav>
        <div ref={setScroller} className="min-h-0 min-w-0 grow overflow-y-auto px-5 pb-8">
          <div className="group/all max-w-180">
            <SettingSearch value={search.trim()}>
              {settingGroups.map((id) => {
                const Group = groups[id]
                return <Group key={id} />
              })}
            </SettingSearch>
            <p className="hidden px-4 py-10 text-center text-muted group-[&:not(:has([data-setting]))]/all:block">{t('nothing', { search })}</p>
            <Stored />
          </div>
        </div>
      </div>
    </Page>
  )
}

/** Scrolls this element only: `scrollIntoView` would push the whole window's content up as well. */
function showGroup(scroller: HTMLElement, id: string): void {
  const group = scroller.querySelector(`#settings-${CSS.escape(id)}`)
  if (group) scroller.scrollTop += group.getBoundingClientRect().top - scroller.getBoundingClientRect().top
}

function GroupLink({ isCurrent, onClick, children }: { readonly isCurrent: boolean; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      aria-current={isCurrent ? 'true' : undefined}
      onClick={onClick}
      className={classNames('flex min-h-7 w-full items-center rounded-md px-2 py-1 text-left transition-colors', isCurrent ? 'bg-pressed font-medium text-text' : 'text-muted hover:bg-hover hover:text-text')}
    >
      {children}
    </button>
  )
}

/** The group at the top of what can be seen. */
function useGroupInSight(scroller: HTMLElement | null): string {
  const [current, setCurrent] = useState<string>('appearance')
  useEffect(() => {
    if (!scroller) return undefined
    const look = () => {
      const top = scroller.getBoundingClientRect().top
      const sections = [...scroller.querySelectorAll<HTMLElement>('[data-group]')]
      const isAtEnd = scroller.scrollTop > 0 && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2
      const last = isAtEnd ? sections.at(-1) : sections.findLast((section) => section.getBoundingClientRect().top <= top + 40)
      setCurrent(last?.dataset['group'] ?? 'appearance')
    }
    scroller.addEventListener('scroll', look, { passive: true })
    return () => scroller.removeEventListener('scroll', look)
  }, [scroller])
  return current
}

function Stored() {
  const { t } = useTranslation('settings')
  const { data } = useAbout()
  if (!data) return null
  return (
    <p data-selectable className="pt-5 text-small text-faint">
      {t('stored')} <span className="font-mono [overflow-wrap:anywhere]">{`${data.dataDirectory}/metadata.json`}</span>
    </p>
  )
}

import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Search, WrapText } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { CopyButton } from '../../ui/copy-button'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuChoice } from '../../ui/menu'
import { logSpans, useLogChoices } from './log-store'

export interface LogToolbarProps {
  readonly search: string
  readonly onSearch: (search: string) => void
  readonly found: { readonly index: number; readonly count: number }
  readonly onStep: (by: 1 | -1) => void
  readonly isFollowing: boolean
  readonly onFollow: (isFollowing: boolean) => void
  /** Everything that is read, as text. */
  readonly getText: () => string
  readonly onSave: () => void
  /** The `agentkernel` line that reads the same. */
  readonly command: string
}

/** Finding, how far back, wrapping, following, and taking the log along. */
export function LogToolbar({ search, onSearch, found, onStep, isFollowing, onFollow, getText, onSave, command }: LogToolbarProps) {
  const { t } = useTranslation()
  const { isWrapped, span } = useLogChoices()
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape' && search !== '') onSearch('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div role="toolbar" aria-label={t('detail:logs.tools')} className="flex h-10 shrink-0 items-center gap-1 border-b border-line px-3">
      <div className="relative min-w-24 shrink grow basis-0 sm:max-w-56">
        <Search aria-hidden className="pointer-events-none absolute top-[7px] left-2 size-3.5 text-faint" strokeWidth={1.75} />
        <input
          type="search"
          value={search}
          aria-label={t('detail:logs.find')}
          placeholder={t('detail:logs.find')}
          onChange={(event) => onSearch(event.target.value)}
          onKeyDown={press}
          className="h-7 w-full rounded-md border border-line bg-surface pr-2 pl-7 text-text hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
        />
      </div>
      {search !== '' && (
        <>
          <span role="status" className="tabular px-1 text-small whitespace-nowrap text-muted">
            {found.count === 0 ? t('terminal.nothing') : t('terminal.found', { index: found.index + 1, count: found.count })}
          </span>
          <IconButton icon={ChevronUp} label={t('terminal.previous')} disabled={found.count === 0} onClick={() => onStep(-1)} />
          <IconButton icon={ChevronDown} label={t('terminal.next')} disabled={found.count === 0} onClick={() => onStep(1)} />
        </>
      )}
      <div className="grow" />
      <Menu
        trigger={
          <Button tone="quiet" aria-label={t('detail:logs.span')}>
            {t(`detail:logs.spans.${span}`)}
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuChoice
          label={t('detail:logs.span')}
          value={String(span)}
          options={logSpans.map((value) => ({ value: String(value), label: t(`detail:logs.spans.${value}`) }))}
          onChange={(next) => useLogChoices.setState({ span: logSpans.find((each) => String(each) === next) ?? 0 })}
        />
      </Menu>
      <IconButton
        icon={WrapText}
        label={t('detail:logs.wrap')}
        aria-pressed={isWrapped}
        onClick={() => useLogChoices.setState({ isWrapped: !isWrapped })}
        className={classNames(isWrapped && 'bg-pressed text-text')}
      />
      <IconButton icon={ArrowDownToLine} label={t('logs.follow')} command={command} aria-pressed={isFollowing} onClick={() => onFollow(!isFollowing)} className={classNames(isFollowing && 'bg-pressed text-text')} />
      <CopyButton text={getText} label={t('logs.copy')} className="size-7 [&>svg]:size-4" />
      <IconButton icon={Download} label={t('detail:logs.save')} onClick={onSave} />
    </div>
  )
}

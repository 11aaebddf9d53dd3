import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { backendKindSchema } from '#contract/backend-kind'
import { backendTitles } from '../../ui/backend-titles'
import { classNames } from '../../ui/class-names'
import { toggleGroup } from './list-view-store'
import type { SandboxGroup } from './sandbox-groups'

export interface GroupHeadProps {
  readonly group: SandboxGroup
  readonly isFolded: boolean
}

/** The line above a group: folds it, and says what is in it. */
export function GroupHead({ group, isFolded }: GroupHeadProps) {
  const title = useGroupTitle(group)
  const running = group.sandboxes.filter((sandbox) => sandbox.status === 'running').length
  const { t } = useTranslation()
  return (
    <button type="button" aria-expanded={!isFolded} onClick={() => toggleGroup(group.key)} className="flex h-full w-full items-center gap-2 pr-4 pl-2.5 text-left text-small outline-offset-[-2px] hover:bg-hover">
      <ChevronRight aria-hidden className={classNames('size-3.5 shrink-0 text-faint transition-transform', !isFolded && 'rotate-90')} />
      <span className="truncate font-medium text-muted">{title}</span>
      <span className="tabular text-faint">{group.sandboxes.length}</span>
      {running > 0 && <span className="truncate text-faint">{t('sandboxes:groups.running', { count: running })}</span>}
    </button>
  )
}

function useGroupTitle({ kind, value }: SandboxGroup): string {
  const { t } = useTranslation()
  const backend = backendKindSchema.safeParse(value)
  if (kind === 'backend') return backend.success ? backendTitles[backend.data] : value
  if (kind === 'project') return value === '' ? t('sandboxes:groups.no_project') : value
  return t(kind === 'pinned' ? 'sandboxes:groups.pinned' : 'sandboxes:groups.rest')
}

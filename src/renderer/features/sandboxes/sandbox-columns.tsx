import { columnVisibilityFeature, createColumnHelper, createSortedRowModel, rowSortingFeature, sortFn_alphanumeric, tableFeatures } from '@tanstack/react-table'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { backendTitles } from '../../ui/backend-titles'
import { RelativeTime } from '../../ui/relative-time'
import { Tooltip } from '../../ui/tooltip'
import { BackendMark } from '../backends/backend-mark'
import { SandboxAttention } from '../terminals/attention-mark'
import { useShownStatus } from './sandbox-actions'
import { StatusShape } from './status-mark'
import { toProject } from './sandbox-groups'
import { UsageCell } from './usage-cell'

export const sandboxTableFeatures = tableFeatures({ rowSortingFeature, columnVisibilityFeature, sortedRowModel: createSortedRowModel(), sortFns: { alphanumeric: sortFn_alphanumeric } })

/** Width and place of each column; what does not fit a narrow list is left to the detail. */
export const columnClasses: Record<string, string> = {
  status: 'w-4 @xl/list:w-24',
  name: 'min-w-0 grow-[4] basis-0',
  image: 'hidden min-w-0 grow-[5] basis-0 @2xl/list:flex',
  project: 'hidden min-w-0 grow-[3] basis-0 @2xl/list:flex',
  backend: 'w-4 @xl/list:w-22',
  isolation: 'hidden w-24 @5xl/list:flex',
  profile: 'hidden w-20 @4xl/list:flex',
  ports: 'hidden w-24 min-w-0 @3xl/list:flex',
  cpu: 'hidden w-28 @lg/list:flex',
  memory: 'hidden w-31 @4xl/list:flex',
  age: 'w-12 justify-end'
}

const column = createColumnHelper<typeof sandboxTableFeatures, SandboxView>()

export const sandboxColumns = column.columns([
  column.accessor('status', { id: 'status', sortFn: 'alphanumeric', cell: ({ row }) => <StatusCell sandbox={row.original} /> }),
  column.accessor('name', { id: 'name', sortFn: 'alphanumeric', cell: ({ row }) => <NameCell sandbox={row.original} /> }),
  column.accessor((sandbox) => sandbox.spec.image, {
    id: 'image',
    sortFn: 'alphanumeric',
    cell: ({ row }) => <span className="truncate font-mono text-small text-muted">{row.original.spec.image}</span>
  }),
  column.accessor(toProject, { id: 'project', sortFn: 'alphanumeric', cell: ({ getValue }) => <Quiet text={getValue()} /> }),
  column.accessor('backend', { id: 'backend', sortFn: 'alphanumeric', cell: ({ row }) => <BackendCell sandbox={row.original} /> }),
  column.accessor('isolation', { id: 'isolation', sortFn: 'alphanumeric', cell: ({ row }) => <IsolationCell sandbox={row.original} /> }),
  column.accessor((sandbox) => sandbox.spec.profile, { id: 'profile', sortFn: 'alphanumeric', cell: ({ row }) => <ProfileCell sandbox={row.original} /> }),
  column.display({ id: 'ports', cell: ({ row }) => <PortsCell sandbox={row.original} /> }),
  column.display({ id: 'cpu', cell: ({ row }) => <UsageCell sandbox={row.original} figure="cpu" /> }),
  column.display({ id: 'memory', cell: ({ row }) => <UsageCell sandbox={row.original} figure="memory" /> }),
  column.accessor('createdAt', { id: 'age', sortFn: 'alphanumeric', cell: ({ row }) => <AgeCell sandbox={row.original} /> })
])

function NameCell({ sandbox }: { readonly sandbox: SandboxView }) {
  return (
    <>
      <span className="truncate font-medium">{sandbox.name}</span>
      <SandboxAttention sandboxId={sandbox.id} />
    </>
  )
}

function StatusCell({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const status = useShownStatus(sandbox)
  return (
    <span className="flex items-center gap-2">
      <StatusShape status={status} />
      <span className="sr-only text-small text-muted @xl/list:not-sr-only">{t(`status.${status}`)}</span>
    </span>
  )
}

function BackendCell({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  return (
    <Tooltip text={`${backendTitles[sandbox.backend]}, ${t(`isolation.${sandbox.isolation}`)}`}>
      <span className="flex items-center gap-2 text-muted">
        <BackendMark kind={sandbox.backend} />
        <span className="sr-only text-small @xl/list:not-sr-only">{backendTitles[sandbox.backend]}</span>
      </span>
    </Tooltip>
  )
}

function IsolationCell({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  return <span className="truncate text-small text-muted">{t(`isolation.${sandbox.isolation}`)}</span>
}

function Quiet({ text }: { readonly text: string }) {
  return <span className="truncate text-small text-muted">{text === '' ? '–' : text}</span>
}

function ProfileCell({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  return <Quiet text={t(`profile.${sandbox.spec.profile}`)} />
}

/** The ports of this machine that lead into it. */
function PortsCell({ sandbox }: { readonly sandbox: SandboxView }) {
  return <span className="truncate font-mono text-small text-muted">{sandbox.ports.map((port) => port.hostPort).join(', ') || '–'}</span>
}

/** Of a row whose backend is down the age that matters is that of the knowledge. */
function AgeCell({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  return (
    <span className="truncate text-small text-muted">
      {sandbox.isStale && <span className="sr-only">{t('list.known_at')} </span>}
      <RelativeTime at={sandbox.isStale ? sandbox.knownAt : sandbox.createdAt} length="narrow" />
    </span>
  )
}

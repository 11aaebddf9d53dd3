import { Upload } from 'lucide-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'

export interface DropZoneProps {
  /** Where the files go, as it is told while they hover. */
  readonly target: string
  readonly onDrop: (dropped: readonly ChosenFolder[]) => void
  readonly children: ReactNode
}

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

/** Takes files and folders that are dragged in from outside. The host knows their paths; the page only their handles. */
export function DropZone({ target, onDrop, children }: DropZoneProps) {
  const { t } = useTranslation()
  const api = useApi()
  // Every element entered and left counts: only the difference says whether it is still over the zone.
  const [depth, setDepth] = useState(0)
  const take = async () => {
    const { dropped } = await api.host.takeDropped({})
    onDrop(dropped)
  }
  return (
    <div
      role="presentation"
      className="relative flex min-h-0 grow flex-col"
      onDragEnter={(event) => carriesFiles(event) && setDepth((now) => now + 1)}
      onDragLeave={(event) => carriesFiles(event) && setDepth((now) => Math.max(0, now - 1))}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setDepth(0)
        void take()
      }}
    >
      {children}
      {depth > 0 && (
        <div className="pointer-events-none absolute inset-2 flex flex-col items-center justify-center gap-2 rounded-lg border-2 border-dashed border-accent bg-surface">
          <Upload aria-hidden className="size-5 text-accent" strokeWidth={1.75} />
          <span>
            {t('files:drop')} <span className="font-mono text-small">{target}</span>
          </span>
        </div>
      )}
    </div>
  )
}

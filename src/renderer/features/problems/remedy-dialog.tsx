import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import type { Remedy } from '#contract/text'
import { backendTitles } from '../../ui/backend-titles'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { useText } from '../../ui/use-text'
import { useRemedyAsk } from './remedy-store'
import { useRunRemedy } from './use-run-remedy'

/** A remedy that was chosen in the palette: asked about here, followed on the backends page. */
export function RemedyDialog({ onBegun }: { readonly onBegun: () => void }) {
  const asked = useRemedyAsk((state) => state.asked)
  return asked && <Question key={`${asked.backend} ${asked.action}`} {...asked} onBegun={onBegun} />
}

interface QuestionProps {
  readonly backend: BackendKind
  readonly action: string
  readonly remedy: Remedy
  readonly onBegun: () => void
}

function Question({ backend, action, remedy, onBegun }: QuestionProps) {
  const { t } = useTranslation()
  const text = useText()
  const { run, running } = useRunRemedy(backend, action)
  const close = () => useRemedyAsk.setState({ asked: null })
  return (
    <ConfirmDialog
      isOpen
      tone="primary"
      title={`${backendTitles[backend]}: ${t('remedies.ask_title')}`}
      verb={t('remedies.run')}
      onCancel={close}
      onConfirm={() => {
        close()
        // Begun twice it would be done twice.
        if (!running) run()
        onBegun()
      }}
    >
      <p>{text(remedy.text)}</p>
      {remedy.command !== undefined && <CommandLine command={remedy.command} className="mt-3" />}
    </ConfirmDialog>
  )
}

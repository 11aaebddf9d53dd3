import { useTranslation } from 'react-i18next'
import type { ReviewedFile } from '#contract/review'
import { ConfirmDialog } from '../../ui/confirm-dialog'

/** What a person is asked about before it is brought back: losing what was changed on this side too, and all else that is flagged. */
export type ReviewDoubt = 'conflict' | 'flagged'

export interface ReviewQuestionProps {
  readonly doubt: ReviewDoubt
  readonly files: readonly ReviewedFile[]
  /** The verb on the button. */
  readonly verb: string
  readonly onYes: () => void
  readonly onNo: () => void
}

/** Names every file with the reasons. */
export function ReviewQuestion({ doubt, files, verb, onYes, onNo }: ReviewQuestionProps) {
  const { t } = useTranslation('review')
  const isConflict = doubt === 'conflict'
  return (
    <ConfirmDialog isOpen title={t(isConflict ? 'conflict_question' : 'question', { count: files.length })} verb={verb} onCancel={onNo} onConfirm={onYes}>
      <p>{t(isConflict ? 'conflict_hint' : 'question_hint')}</p>
      <ul className="mt-2 max-h-60 overflow-y-auto">
        {files.map(({ path, flags }) => (
          <li key={path} className="py-0.5">
            <span className="font-mono text-small text-text">{path}</span> {!isConflict && flags.map((flag) => t(`flags.${flag}`)).join(', ')}
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}

/** What to ask about files that are chosen, one after the other. */
export function findDoubts(chosen: readonly ReviewedFile[]): readonly { readonly doubt: ReviewDoubt; readonly files: readonly ReviewedFile[] }[] {
  const flagged = chosen.filter(({ flags }) => flags.some((flag) => flag !== 'conflict'))
  const conflicts = chosen.filter(({ flags }) => flags.includes('conflict'))
  return [{ doubt: 'conflict' as const, files: conflicts }, { doubt: 'flagged' as const, files: flagged }].filter(({ files }) => files.length > 0)
}

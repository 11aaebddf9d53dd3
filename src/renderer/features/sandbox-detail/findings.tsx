import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Finding, SandboxView } from '#contract/sandbox'
import { Disclosure } from '../../ui/disclosure'
import { useText } from '../../ui/use-text'
import { Section } from './fact-list'
import { useLookInside } from './use-look-inside'

const marks: Record<Finding['verdict'], { readonly icon: typeof CircleCheck; readonly tone: string }> = {
  enforced: { icon: CircleCheck, tone: 'text-positive' },
  weaker: { icon: TriangleAlert, tone: 'text-caution' },
  unknown: { icon: CircleHelp, tone: 'text-faint' }
}

/** What was asked of the isolation against what holds. What is weaker comes first and says why. */
export function Findings({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { isLooking } = useLookInside(sandbox)
  const { findings } = sandbox
  const held = findings.filter((finding) => finding.verdict === 'enforced')
  const others = findings.filter((finding) => finding.verdict !== 'enforced').toSorted((first, second) => second.verdict.localeCompare(first.verdict))
  return (
    <Section title={t('findings.title')}>
      {findings.length === 0 ? (
        <p className="text-muted">{t(isLooking ? 'findings.looking' : 'findings.none_yet')}</p>
      ) : (
        <div className="flex flex-col gap-2">
          {others.length > 0 && (
            <ul className="flex flex-col gap-2">
              {others.map((finding) => (
                <FindingRow key={finding.key} finding={finding} />
              ))}
            </ul>
          )}
          {held.length > 0 && (
            <Disclosure label={t(others.length === 0 ? 'findings.all_hold' : 'findings.hold', { count: held.length, total: findings.length })}>
              <ul className="flex flex-col gap-2">
                {held.map((finding) => (
                  <FindingRow key={finding.key} finding={finding} />
                ))}
              </ul>
            </Disclosure>
          )}
        </div>
      )}
    </Section>
  )
}

export function FindingRow({ finding }: { readonly finding: Finding }) {
  const { t, i18n } = useTranslation()
  const text = useText()
  const { icon: Icon, tone } = marks[finding.verdict]
  const label = i18n.exists(`enforcement:${finding.key}`) ? text({ key: `enforcement.${finding.key}` }) : finding.key
  return (
    <li className="flex items-start gap-2">
      <Icon aria-label={t(`findings.${finding.verdict}`)} className={`mt-0.5 size-4 shrink-0 ${tone}`} strokeWidth={1.75} />
      <div data-selectable className="min-w-0 [overflow-wrap:anywhere]">
        <span>{label}</span>{' '}
        <span className="font-mono text-small text-muted">{finding.verdict === 'enforced' ? finding.actual : t('findings.asked_and_is', { requested: finding.requested, actual: finding.actual })}</span>
        {finding.why && <p className="text-small text-muted">{text(finding.why)}</p>}
      </div>
    </li>
  )
}

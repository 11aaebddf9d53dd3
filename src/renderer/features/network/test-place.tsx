import { CircleCheck, CircleSlash } from 'lucide-react'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { NetworkTest } from '#contract/network'
import type { SandboxView } from '#contract/sandbox'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/text-field'
import { Tooltip } from '../../ui/tooltip'
import { toErrorData, useText } from '../../ui/use-text'
import { toTestCommand } from './network-commands'

/** Whether a place would be reached, and by which rule, before anything is run. */
export function TestPlace({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation('network')
  const api = useApi()
  const text = useText()
  const [host, setHost] = useState('')
  const [answer, setAnswer] = useState<{ readonly host: string; readonly result: NetworkTest } | null>(null)
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const test = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault()
    const place = host.trim()
    if (place === '' || isBusy) return
    setIsBusy(true)
    setProblem(undefined)
    try {
      setAnswer({ host: place, result: await api.network.test({ sandbox: sandbox.id, host: place }) })
    } catch (thrown) {
      setAnswer(null)
      setProblem(renderError(text, toErrorData(thrown)))
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void test(event)} className="flex flex-col gap-1.5">
      <div className="flex items-start gap-2">
        <TextField label={t('test_field')} isLabelHidden value={host} onChange={setHost} placeholder="example.org:443" isCode error={problem} className="max-w-80 grow" />
        <Tooltip text={t('test_place')} command={toTestCommand(sandbox.name, host.trim())}>
          <Button type="submit" size="large" isPending={isBusy}>
            {t('test')}
          </Button>
        </Tooltip>
      </div>
      <div role="status">{answer && <Answer {...answer} />}</div>
    </form>
  )
}

function Answer({ host, result: { isAllowed, cause, addresses, isReached } }: { readonly host: string; readonly result: NetworkTest }) {
  const { t } = useTranslation('network')
  const Icon = isAllowed ? CircleCheck : CircleSlash
  return (
    <div className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isAllowed ? 'text-positive' : 'text-caution'}`} strokeWidth={1.75} />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>{isAllowed ? t('test_allowed', { host }) : t('test_refused', { host, why: cause === undefined ? '' : t(`cause.${cause}`) })}</p>
        {addresses.map((each) => (
          <p key={each.address} className="text-small text-muted">
            <span className="font-mono">{each.address}</span> {each.isAllowed ? each.rule !== undefined && t('by_rule', { rule: each.rule }) : each.cause !== undefined && t(`cause.${each.cause}`)}
          </p>
        ))}
        {isReached !== undefined && <p className="text-small text-muted">{t(isReached ? 'test_reached' : 'test_not_reached')}</p>}
      </div>
    </div>
  )
}

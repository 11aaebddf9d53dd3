// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChangePlan } from '#contract/change'
import { createI18n } from '#locales/index'
import { PlanView } from './plan-view'

afterEach(cleanup)

const plan: ChangePlan = { changes: [], needsRecreation: true, willRestart: true, kept: ['/workspace'], lost: [], isLostPartial: false, notes: [], findings: [] }

function show(changes: Partial<ChangePlan>): string {
  const { container } = render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <PlanView plan={{ data: { ...plan, ...changes }, error: null, isFetching: false }} />
    </I18nextProvider>
  )
  return container.textContent
}

describe('the plan of a change', () => {
  it('says what is kept, and that programs end', () => {
    const text = show({})
    expect(text).toContain('Kept with their files: /workspace')
    expect(text).toContain('started again; programs in it end.')
    expect(text).not.toContain('lost')
  })

  it('names the files that are lost, and every folder that is not there', () => {
    const notes = ['/a', '/b'].map((path) => ({ key: 'core.change.not_there', params: { path } }))
    const text = show({ lost: ['/etc/motd'], isLostPartial: true, notes })
    for (const told of ['/etc/motd', 'There may be more', '/a', '/b']) expect(text).toContain(told)
  })

  it('says what its engine does not hold of it, and not what it holds', () => {
    show({
      findings: [
        { key: 'memory', requested: '512 MB', actual: 'no limit', verdict: 'weaker' },
        { key: 'network', requested: 'off', actual: 'held-off', verdict: 'enforced' }
      ]
    })
    expect(screen.getByText('Its engine does not hold all of it:')).toBeTruthy()
    expect(screen.getByText(/no limit/)).toBeTruthy()
    expect(screen.queryByText(/held-off/)).toBeNull()
  })
})

import { beforeEach, expect, it } from 'vitest'
import type { TerminalAttention } from '#contract/terminal'
import { enterView, showNextCall, useAttention } from './attention-store'
import { useTerminalStore } from './terminal-store'

const call = (id: string, kind: TerminalAttention['kind']): TerminalAttention => ({ id, sandboxId: `s-${id}`, kind, text: '' })

beforeEach(() => {
  useAttention.setState({ calls: [], inView: [] })
  useTerminalStore.setState({ activeId: null, isShown: false })
})

it('leads to what waits before what only ended', () => {
  useAttention.setState({ calls: [call('ended', 'finished'), call('asks', 'waiting')] })
  showNextCall()
  expect(useTerminalStore.getState()).toMatchObject({ activeId: 'asks', isShown: true })
})

it('leads nowhere when nothing waits', () => {
  showNextCall()
  expect(useTerminalStore.getState()).toMatchObject({ activeId: null, isShown: false })
})

it('knows which screens are on the page', () => {
  const leave = enterView('one')
  enterView('two')
  leave()
  expect(useAttention.getState().inView).toEqual(['two'])
})

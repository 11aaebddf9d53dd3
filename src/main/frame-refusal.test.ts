import type { WebContents, WebFrameMain } from 'electron'
import { expect, test } from 'vitest'
import { findFrameRefusal } from './frame-refusal'
import { createPageOrigin } from './page-origin'

const origin = createPageOrigin(undefined)
const frameAt = (url: string) => ({ url }) as WebFrameMain
const pageOf = (mainFrame: WebFrameMain) => ({ mainFrame }) as WebContents

test('the top frame of a page of ours may speak', () => {
  const top = frameAt('app://agentkernel/sandboxes')
  expect(findFrameRefusal({ senderFrame: top, sender: pageOf(top) }, origin)).toBeUndefined()
})

test('a frame inside it may not, nor one that has gone', () => {
  const sender = pageOf(frameAt('app://agentkernel/'))
  expect(findFrameRefusal({ senderFrame: frameAt('app://agentkernel/'), sender }, origin)).toBe('not the top frame')
  expect(findFrameRefusal({ senderFrame: null, sender }, origin)).toBe('not the top frame')
})

test.each(['about:blank', 'https://agentkernel/', 'app://agentkernel.example/', 'app://elsewhere/', 'file:///app://agentkernel/', ''])('the top frame at %j may not', (url) => {
  const top = frameAt(url)
  expect(findFrameRefusal({ senderFrame: top, sender: pageOf(top) }, origin)).toBe('not our origin')
})

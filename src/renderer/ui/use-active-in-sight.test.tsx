// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { useActiveInSight } from './use-active-in-sight'

const original = { ResizeObserver: globalThis.ResizeObserver, scrollIntoView: Element.prototype.scrollIntoView }
let shown: string[] = []
let resize: () => void = () => undefined

beforeEach(() => {
  shown = []
  Element.prototype.scrollIntoView = function scrollIntoView() {
    shown.push(this.textContent)
  }
  globalThis.ResizeObserver = class {
    constructor(callback: ResizeObserverCallback) {
      resize = () => callback([], this)
    }
    observe() {}
    unobserve() {}
    disconnect() {
      resize = () => undefined
    }
  }
})

afterEach(() => {
  cleanup()
  globalThis.ResizeObserver = original.ResizeObserver
  Element.prototype.scrollIntoView = original.scrollIntoView
})

function Tabs({ active }: { readonly active: string }) {
  const list = useRef<HTMLDivElement>(null)
  useActiveInSight(list, active)
  return (
    <div ref={list} role="tablist">
      {['Overview', 'Record'].map((name) => (
        <button key={name} type="button" role="tab" aria-selected={name === active}>
          {name}
        </button>
      ))}
    </div>
  )
}

it('brings the chosen tab into sight, and again when there is less room', async () => {
  const { rerender } = render(<Tabs active="Overview" />)
  rerender(<Tabs active="Record" />)
  await new Promise((resolve) => requestAnimationFrame(resolve))
  expect(shown).toEqual(['Record'])
  resize()
  expect(shown).toEqual(['Record', 'Record'])
})

it('watches no more once the list is gone', () => {
  const { unmount } = render(<Tabs active="Record" />)
  unmount()
  resize()
  expect(shown).toEqual([])
})

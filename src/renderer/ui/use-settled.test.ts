// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSettled } from './use-settled'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it('follows a text once nobody has changed it for a while', () => {
  const { result, rerender } = renderHook(({ text }) => useSettled(text, 300), { initialProps: { text: '5' } })
  for (const text of ['51', '512']) {
    rerender({ text })
    act(() => void vi.advanceTimersByTime(299))
    expect(result.current).toBe('5')
  }
  act(() => void vi.advanceTimersByTime(1))
  expect(result.current).toBe('512')
})

import { expect, test } from 'vitest'
import { createTrayHolder } from './tray-holder'

function createHolder() {
  const drawn: number[] = []
  let now = 0
  return { drawn, holder: createTrayHolder<number>((view) => drawn.push(view), () => now), wait: (ms: number) => (now += ms) }
}

test('draws what changed and nothing else', () => {
  const { drawn, holder } = createHolder()
  for (const view of [1, 1, 2, 2, 1]) holder.set(view)
  expect(drawn).toEqual([1, 2, 1])
})

test('waits with the newest while the menu is open', () => {
  const { drawn, holder } = createHolder()
  holder.set(1)
  holder.opened()
  holder.set(2)
  holder.set(3)
  expect(drawn).toEqual([1])
  holder.closed()
  expect(drawn).toEqual([1, 3])
})

test('draws nothing on closing when what changed has changed back', () => {
  const { drawn, holder } = createHolder()
  holder.set(1)
  holder.opened()
  holder.set(2)
  holder.set(1)
  holder.closed()
  expect(drawn).toEqual([1])
})

test('does not wait for ever for a panel that never tells of the end', () => {
  const { drawn, holder, wait } = createHolder()
  holder.set(1)
  holder.opened()
  wait(61_000)
  holder.set(2)
  expect(drawn).toEqual([1, 2])
})

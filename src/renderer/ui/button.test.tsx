// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Button } from './button'

afterEach(cleanup)

it.each([
  ['nothing forbids it', { disabled: false, isPending: false }, 1],
  ['it is not possible', { disabled: true, isPending: false }, 0],
  ['its work still runs, though it would be possible', { disabled: false, isPending: true }, 0]
])('where %s, a press counts accordingly', (_what, state, expected) => {
  let presses = 0
  render(<Button {...state} onClick={() => (presses += 1)}>Remove</Button>)
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(presses).toBe(expected)
})

// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it } from 'vitest'
import { useRowFocus } from './use-row-focus'

afterEach(cleanup)

function Rows() {
  const [rows, setRows] = useState(['a', 'b', 'c'])
  const { place, keepAt } = useRowFocus<HTMLDivElement>()
  return (
    <div ref={place}>
      <button type="button">Add</button>
      {rows.map((row, index) => (
        <button
          key={row}
          type="button"
          data-removes-row
          onClick={() => {
            setRows(rows.filter((each) => each !== row))
            keepAt(index)
          }}
        >
          {row}
        </button>
      ))}
    </div>
  )
}

it('goes to the row that took the place, then to the last one, then to what makes a new one', async () => {
  render(<Rows />)
  const remove = async (row: string): Promise<string | null> => {
    fireEvent.click(screen.getByText(row))
    await act(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    return document.activeElement?.textContent ?? null
  }
  expect(await remove('b')).toBe('c')
  expect(await remove('c')).toBe('a')
  expect(await remove('a')).toBe('Add')
})

// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { createI18n } from '#locales/index'
import { ToastProvider, Toasts } from '../../ui/toast'
import { useUnseenFailure, type UnseenFailure } from './use-unseen-failure'

afterEach(cleanup)

/** A dialog whose work goes on; what it was given stays in the hands of that work. */
function open() {
  let unseen: UnseenFailure | undefined
  function Work() {
    unseen = useUnseenFailure()
    return null
  }
  const draw = (isOpen: boolean) => (
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <ToastProvider>
        {isOpen && <Work />}
        <Toasts />
      </ToastProvider>
    </I18nextProvider>
  )
  const { rerender } = render(draw(true))
  return { close: () => rerender(draw(false)), work: unseen as UnseenFailure }
}

const failure = new AppError('DISK_FULL', { where: '/var' }).toData()

describe('a failure of work whose dialog', () => {
  it('is open is left to the dialog', () => {
    const { work } = open()
    act(() => work.tell('shop was not created', failure))
    expect(work.isShown()).toBe(true)
    expect(screen.queryByText('shop was not created')).toBeNull()
  })

  it('was closed is said', () => {
    const { work, close } = open()
    close()
    act(() => work.tell('shop was not created', failure))
    expect(work.isShown()).toBe(false)
    expect(screen.getAllByText('shop was not created').length).toBeGreaterThan(0)
  })

  it('was closed and cancelled is none', () => {
    const { work, close } = open()
    close()
    act(() => work.tell('shop was not created', new AppError('CANCELLED').toData()))
    expect(screen.queryByText('shop was not created')).toBeNull()
  })
})

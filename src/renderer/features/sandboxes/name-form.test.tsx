// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { NameForm, type NameFormProps } from './name-form'

afterEach(cleanup)

function show(props: Partial<NameFormProps> = {}) {
  const saved: string[] = []
  const events = { isDone: false }
  const save = async (name: string): Promise<void> => void saved.push(name)
  render(
    <QueryClientProvider client={new QueryClient()}>
      <I18nextProvider i18n={createI18n('en')} defaultNS="window">
        <ApiProvider api={createFakeWindowApi().api}>
          <ToastProvider>
            <NameForm name="web" verb="Rename" save={save} onDone={() => (events.isDone = true)} {...props} />
          </ToastProvider>
        </ApiProvider>
      </I18nextProvider>
    </QueryClientProvider>
  )
  const field = screen.getByRole('textbox')
  return { saved, events, type: (value: string) => fireEvent.change(field, { target: { value } }), submit: () => fireEvent.submit(field.closest('form') as HTMLFormElement), button: screen.getByRole('button', { name: 'Rename' }) }
}

describe('the form that asks for a name', () => {
  it('keeps a good one, shows the command that does the same, and closes', async () => {
    const { saved, events, type, submit } = show({ toCommand: (name) => `agentkernel rename web ${name}` })
    type('shop')
    expect(screen.getByText('agentkernel rename web shop')).toBeTruthy()
    submit()
    await waitFor(() => expect(events.isDone).toBe(true))
    expect(saved).toEqual(['shop'])
  })

  it('says what is wrong with a name, and does not send it', () => {
    const { saved, type, submit } = show()
    type('-shop')
    expect(screen.getByText(/must start with a letter or number/)).toBeTruthy()
    submit()
    expect(saved).toEqual([])
  })

  it.each([[false, true], [true, false]])('takes the name as it is only where that will do (%s)', (mayStay, isDisabled) => {
    expect(show({ mayStay }).button.getAttribute('aria-disabled') === 'true').toBe(isDisabled)
  })

  it('stays with the reason when it cannot be kept', async () => {
    const { events, type, submit } = show({ save: async () => Promise.reject(new Error('out of order')) })
    type('shop')
    submit()
    await waitFor(() => expect(screen.getByText(/out of order/)).toBeTruthy())
    expect(events.isDone).toBe(false)
  })
})

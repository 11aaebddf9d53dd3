// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import { templateFileSchema } from '#contract/template'
import { createI18n } from '#locales/index'
import { createFakeWindowApi } from '../../testing/fake-api'
import { ApiProvider } from '../../ui/api-context'
import { ToastProvider } from '../../ui/toast'
import { TemplateSheet } from './template-dialog'

afterEach(cleanup)

it('is saved alone where it is asked for within another form: that one is not sent with it', async () => {
  const { api } = createFakeWindowApi({ sandboxes: [] })
  const saved: string[] = []
  const sent: string[] = []
  const templates: typeof api.templates = {
    ...api.templates,
    save: async ({ id, template }) => {
      saved.push(id)
      return { ...templateFileSchema.parse(template), id, isOwn: true, description: { key: 'templates.own' }, needs: [] }
    }
  }
  render(
    <I18nextProvider i18n={createI18n('en')} defaultNS="window">
      <QueryClientProvider client={new QueryClient()}>
        <ApiProvider api={{ ...api, templates }}>
          <ToastProvider>
            <form onSubmit={() => sent.push('outer')}>
              <TemplateSheet asked={{ kind: 'new', template: null }} onClose={() => undefined} />
            </form>
          </ToastProvider>
        </ApiProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  const save = await screen.findByRole('button', { name: 'Save template' })
  await waitFor(() => expect(save.getAttribute('aria-disabled')).not.toBe('true'))
  fireEvent.click(save)
  await waitFor(() => expect(saved).toEqual(['my-template']))
  expect(sent).toEqual([])
})

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { templateFileSchema } from '#contract/template'
import { useApi } from '../../ui/api-context'
import { Dialog } from '../../ui/dialog'
import { Spinner } from '../../ui/spinner'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { toOwnFile } from './template-form'
import { TemplateForm } from './template-form-view'
import { useTemplateStore, type TemplateAsked } from './template-store'

/** A template of one's own, asked for from anywhere in the window. */
export function TemplateDialog() {
  const asked = useTemplateStore((state) => state.asked)
  return <TemplateSheet asked={asked} onClose={() => useTemplateStore.setState({ asked: null })} />
}

export interface TemplateSheetProps {
  readonly asked: TemplateAsked | null
  readonly onClose: () => void
}

/** The same where another dialog is open already: it has to be drawn inside that one. */
export function TemplateSheet({ asked, onClose }: TemplateSheetProps) {
  const { t } = useTranslation('templates')
  const title = asked?.kind === 'edit' ? t('edit_title', { title: asked.template.title }) : t('new_title')
  return (
    <Dialog isOpen={asked !== null} onClose={onClose} title={title} className="top-[5vh] max-h-[90vh] w-150">
      {asked?.kind === 'sandbox' && <OfSandbox sandbox={asked.sandbox} onDone={onClose} />}
      {asked?.kind === 'edit' && <TemplateForm base={toOwnFile(asked.template)} id={asked.template.id} onDone={onClose} />}
      {asked?.kind === 'new' && <TemplateForm base={asked.template ? { ...toOwnFile(asked.template), title: t('copy_title', { title: asked.template.title }) } : templateFileSchema.parse({ title: t('new_name'), kind: 'other', spec: {} })} onDone={onClose} />}
    </Dialog>
  )
}

function OfSandbox({ sandbox: { id, name }, onDone }: { readonly sandbox: { readonly id: string; readonly name: string }; readonly onDone: () => void }) {
  const api = useApi()
  const { data, error } = useQuery({ queryKey: ['template-draft', id], queryFn: ({ signal }) => api.templates.draft({ sandbox: id }, { signal }), staleTime: 0, gcTime: 0 })
  if (error) return <ErrorNotice error={toErrorData(error)} className="m-5" />
  if (!data)
    return (
      <div className="flex justify-center p-10">
        <Spinner />
      </div>
    )
  return <TemplateForm base={data} sandboxName={name} onDone={onDone} />
}

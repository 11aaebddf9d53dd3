import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/dialog'
import { useSettings } from '../settings/use-settings'
import { useCreateStore } from './create-store'

/** Not part of the first picture: loaded with the first look at it. */
const CreateForm = lazy(() => import('./create-form-view').then((loaded) => ({ default: loaded.CreateForm })))

export function CreateDialog() {
  const { t } = useTranslation()
  const { isOpen, preset } = useCreateStore()
  const settings = useSettings()
  const close = () => useCreateStore.setState({ isOpen: false })
  return (
    <Dialog isOpen={isOpen} onClose={close} title={t('create.title')} className="top-[5vh] max-h-[90vh] w-150">
      <Suspense fallback={<div className="h-100" />}>{isOpen && <CreateForm settings={settings} preset={preset} onDone={close} />}</Suspense>
    </Dialog>
  )
}

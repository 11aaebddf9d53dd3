import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/dialog'
import { useSettings } from '../settings/use-settings'
import { CreateForm } from './create-form-view'
import { useCreateStore } from './create-store'

export function CreateDialog() {
  const { t } = useTranslation()
  const { isOpen, preset } = useCreateStore()
  const settings = useSettings()
  const close = () => useCreateStore.setState({ isOpen: false })
  return (
    <Dialog isOpen={isOpen} onClose={close} title={t('create.title')} className="top-[5vh] max-h-[90vh] w-150">
      {isOpen && <CreateForm settings={settings} preset={preset} onDone={close} />}
    </Dialog>
  )
}

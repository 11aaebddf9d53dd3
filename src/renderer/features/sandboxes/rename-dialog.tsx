import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Dialog } from '../../ui/dialog'
import { toRenameCommand } from './command-lines'
import { useListStore } from './list-store'
import { NameForm } from './name-form'
import { useSandbox } from './sandbox-list-cache'

export function RenameDialog() {
  const { t } = useTranslation()
  const api = useApi()
  const sandbox = useSandbox(useListStore((state) => state.renaming) ?? '')
  const close = () => useListStore.setState({ renaming: null })
  return (
    <Dialog isOpen={sandbox !== undefined} onClose={close} title={t('rename.title', { name: sandbox?.name ?? '' })} className="w-96">
      {sandbox && (
        <NameForm
          key={sandbox.id}
          name={sandbox.name}
          verb={t('rename.verb')}
          toCommand={(name) => toRenameCommand(sandbox.name, name === sandbox.name ? 'NEW-NAME' : name)}
          save={(name) => api.sandboxes.rename({ sandbox: sandbox.id, name })}
          onDone={close}
        />
      )}
    </Dialog>
  )
}

import { ChangeDialog } from '../change/change-dialog'
import { AdoptDialog } from './adopt-dialog'
import { RemoveDialog } from './remove-dialog'
import { RemoveManyDialog } from './remove-many-dialog'
import { RenameDialog } from './rename-dialog'

/** What may be asked about sandboxes from anywhere in the window. */
export function SandboxDialogs() {
  return (
    <>
      <RemoveDialog />
      <RemoveManyDialog />
      <RenameDialog />
      <ChangeDialog />
      <AdoptDialog />
    </>
  )
}

import type { Api } from '#contract/api'
import { AppError, type ErrorData } from '#contract/errors'
import type { HostApi, WindowRequest } from '#contract/window-api'
import type { TrayAction } from './tray-menu'

export interface TrayDeeds {
  /** Undefined until it is loaded. */
  readonly product: () => (Pick<Api, 'sandboxes'> & { readonly openFolder: HostApi['host']['openFolder'] }) | undefined
  readonly show: () => void
  /** Brings the window forward and asks it. */
  readonly askWindow: (request: WindowRequest) => void
  /** Whether these are to be stopped. */
  readonly confirmStop: (names: readonly string[]) => Promise<boolean>
  readonly tell: (error: ErrorData) => void
  readonly quit: () => void
}

/** Does what was chosen in the tray. What needs a person's eyes is left to the window; what fails is told. */
export async function doTrayAction(action: TrayAction, deeds: TrayDeeds): Promise<void> {
  try {
    switch (action.does) {
      case 'show':
        return deeds.show()
      case 'quit':
        return deeds.quit()
      case 'ask-window':
        return deeds.askWindow(action.request)
      case 'stop-all':
        return await stopAll(deeds)
      case 'open-folder':
        return void (await deeds.product()?.openFolder({ sandbox: action.sandbox }))
      default:
        return void (await deeds.product()?.sandboxes[action.does]({ sandbox: action.sandbox }, { actor: 'tray' }))
    }
  } catch (error) {
    deeds.tell(AppError.from(error).toData())
  }
}

/** Asks with what runs by then; all are tried, the first failure is told. */
async function stopAll({ product, confirmStop }: TrayDeeds): Promise<void> {
  const sandboxes = product()?.sandboxes
  if (!sandboxes) return
  const list = await sandboxes.list({})
  const running = list.sandboxes.filter(({ status }) => status === 'running')
  if (running.length === 0 || !(await confirmStop(running.map(({ name }) => name)))) return
  const outcomes = await Promise.allSettled(running.map(({ id }) => sandboxes.stop({ sandbox: id }, { actor: 'tray' })))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}

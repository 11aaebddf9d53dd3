import type { IpcMainEvent } from 'electron'
import type { PageOrigin } from './page-origin'

/** Why a message is not taken from the frame that sent it: only the top frame of a page of ours may speak. */
export function findFrameRefusal({ senderFrame, sender }: Pick<IpcMainEvent, 'senderFrame' | 'sender'>, origin: PageOrigin): string | undefined {
  if (!senderFrame || senderFrame !== sender.mainFrame) return 'not the top frame'
  return origin.owns(senderFrame.url) ? undefined : 'not our origin'
}

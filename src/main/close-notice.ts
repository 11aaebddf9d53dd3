import type { Api } from '#contract/api'

/** What closing the window means: the application ends, or stays as applications of macOS do, or stays in the tray. */
export type Closing = 'quits' | 'stays' | 'tray'
/** What was said is kept by these names, so that it is said once ever. */
const notices: Record<Closing, string> = { quits: 'closing-keeps-sandboxes', stays: 'closing-keeps-sandboxes', tray: 'closing-stays-in-tray' }

/** Nobody waits longer for a window to close because an engine is slow. */
const patienceMs = 1500

/** Whether closing the window now is the moment to say what that means: that the application stays, or that a sandbox keeps running. */
export async function needsCloseNotice(product: Pick<Api, 'settings' | 'sandboxes'>, closing: Closing): Promise<boolean> {
  try {
    const { seenNotices } = await product.settings.get({}, { deadlineMs: patienceMs })
    if (seenNotices.includes(notices[closing])) return false
    if (closing === 'tray') return true
    const { sandboxes } = await product.sandboxes.list({}, { deadlineMs: patienceMs })
    return sandboxes.some(({ status }) => status === 'running')
  } catch {
    return false
  }
}

export async function keepCloseNotice(product: Pick<Api, 'settings'>, closing: Closing): Promise<void> {
  const { seenNotices } = await product.settings.get({})
  await product.settings.set({ seenNotices: [...new Set([...seenNotices, notices[closing]])] })
}

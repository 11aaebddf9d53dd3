import type { Api } from '#contract/api'

const notice = 'closing-keeps-sandboxes'
/** Nobody waits longer for a window to close because an engine is slow. */
const patienceMs = 1500

/** Whether closing the window now is the moment to say, once ever, that sandboxes keep running: one of them runs. */
export async function needsCloseNotice(product: Pick<Api, 'settings' | 'sandboxes'>): Promise<boolean> {
  try {
    const { seenNotices } = await product.settings.get({}, { deadlineMs: patienceMs })
    if (seenNotices.includes(notice)) return false
    const { sandboxes } = await product.sandboxes.list({}, { deadlineMs: patienceMs })
    return sandboxes.some(({ status }) => status === 'running')
  } catch {
    return false
  }
}

export async function keepCloseNotice(product: Pick<Api, 'settings'>): Promise<void> {
  const { seenNotices } = await product.settings.get({})
  await product.settings.set({ seenNotices: [...new Set([...seenNotices, notice])] })
}

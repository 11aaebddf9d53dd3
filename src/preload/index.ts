import { ipcRenderer, webUtils } from 'electron'
import { droppedChannel, handshakeChannel, handshakeMessage } from '#contract/bridge'

// All that this script does: hand the page's port on. The main process decides whether to take it.
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== handshakeMessage || event.ports.length !== 1) return
  ipcRenderer.postMessage(handshakeChannel, null, [...event.ports])
})

// And tell where the files are that a person, not a script, dropped: the page itself learns no path.
window.addEventListener(
  'drop',
  (event) => {
    if (!event.isTrusted || !event.dataTransfer) return
    const paths = [...event.dataTransfer.files].map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
    if (paths.length > 0) ipcRenderer.send(droppedChannel, paths)
  },
  { capture: true }
)

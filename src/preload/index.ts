import { ipcRenderer } from 'electron'
import { handshakeChannel, handshakeMessage } from '#contract/bridge'

// All that this script does: hand the page's port on. The main process decides whether to take it.
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== handshakeMessage || event.ports.length !== 1) return
  ipcRenderer.postMessage(handshakeChannel, null, [...event.ports])
})

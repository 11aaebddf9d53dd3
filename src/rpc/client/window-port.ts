import { handshakeMessage } from '#contract/bridge'

/**
 * The page's end of a line to the host. The host keeps one line per window: asking again ends the
 * one before. Calls made before the host has taken the other end wait in the port.
 */
export function openWindowPort(page: Window): MessagePort {
  const { port1, port2 } = new MessageChannel()
  page.postMessage(handshakeMessage, page.location.origin, [port2])
  return port1
}

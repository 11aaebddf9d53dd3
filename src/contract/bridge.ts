/**
 * How a window gets its line to the host. A port cannot cross the context bridge, so the page makes a
 * channel, keeps one end and posts this message with the other end to its own window; the preload
 * relays that end, once checked, to the main process, which serves the window's api on it. Nothing is
 * put on `window`: this message is all that the page and the preload share.
 */
export const handshakeMessage = 'agentkernel:connect'

/** Name of the one channel between preload and main process, for that one port. */
export const handshakeChannel = 'agentkernel:connect'

/** Name of the channel on which the preload tells the paths of what a person dropped on the page. */
export const droppedChannel = 'agentkernel:dropped'

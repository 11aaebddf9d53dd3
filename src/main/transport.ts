import { ipcMain, type BrowserWindow, type IpcMainEvent, type MessagePortMain, type WebContents } from 'electron'
import { droppedChannel, handshakeChannel } from '#contract/bridge'
import type { Connection } from '#rpc/serve'
import { createDroppedFiles, type DroppedFiles } from './dropped-files'
import { findFrameRefusal } from './frame-refusal'
import type { PageOrigin } from './page-origin'

export interface TransportOptions {
  readonly origin: PageOrigin
  /** Serves a window on a port that was found good. Until then the window's calls wait in the port. */
  readonly connect: (window: BrowserWindow, port: MessagePortMain, dropped: DroppedFiles) => Promise<Connection>
  readonly onRefused: (reason: string, url: string) => void
  /** The product could not be loaded: a broken installation. */
  readonly onFailed: (error: unknown) => void
}

/** The one line of a window. */
interface Line {
  readonly window: BrowserWindow
  readonly dropped: DroppedFiles
  end: () => void
}

const nothing = (): void => undefined

/**
 * Hands each window of ours one line to the product. Only the top frame of a window, showing a page of
 * our own, gets one; asking again, navigating, reloading, crashing and closing end the line before, and
 * with it every stream on this side.
 */
export class Transport {
  readonly #options: TransportOptions
  readonly #lines = new Map<WebContents, Line>()

  constructor(options: TransportOptions) {
    this.#options = options
    ipcMain.on(handshakeChannel, (event) => this.#accept(event))
    ipcMain.on(droppedChannel, (event, paths: unknown) => this.#takeDropped(event, paths))
  }

  /** From now on the window's page may ask for its line. */
  admit(window: BrowserWindow): void {
    const contents = window.webContents
    const line: Line = { window, dropped: createDroppedFiles(), end: nothing }
    this.#lines.set(contents, line)
    contents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) line.end()
    })
    contents.on('render-process-gone', () => line.end())
    contents.once('destroyed', () => {
      line.end()
      this.#lines.delete(contents)
    })
  }

  #accept(event: IpcMainEvent): void {
    const line = this.#lines.get(event.sender)
    const [port] = event.ports
    const refusal = findRefusal(event, this.#options.origin)
    if (!line || !port || refusal !== undefined) {
      for (const refused of event.ports) refused.close()
      return this.#options.onRefused(refusal ?? 'not a window of ours', event.senderFrame?.url ?? '')
    }
    line.end()
    this.#connect(line, port).catch((error: unknown) => {
      line.end()
      this.#options.onFailed(error)
    })
  }

  #takeDropped(event: IpcMainEvent, paths: unknown): void {
    const refusal = findFrameRefusal(event, this.#options.origin)
    if (refusal === undefined) this.#lines.get(event.sender)?.dropped.add(paths)
    else this.#options.onRefused(refusal, event.senderFrame?.url ?? '')
  }

  async #connect(line: Line, port: MessagePortMain): Promise<void> {
    let hasEnded = false
    line.end = () => {
      hasEnded = true
      port.close()
    }
    const connection = await this.#options.connect(line.window, port, line.dropped)
    if (hasEnded) return connection.close()
    line.end = () => connection.close()
  }
}

function findRefusal(event: IpcMainEvent, origin: PageOrigin): string | undefined {
  return findFrameRefusal(event, origin) ?? (event.ports.length === 1 ? undefined : 'not one port')
}

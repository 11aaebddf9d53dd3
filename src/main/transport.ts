import { ipcMain, type BrowserWindow, type IpcMainEvent, type MessagePortMain, type WebContents } from 'electron'
import { handshakeChannel } from '#contract/bridge'
import type { AppError } from '#contract/errors'
import { windowApi, type WindowApi } from '#contract/window-api'
import { serve, type Connection } from '#rpc/serve'
import type { PageOrigin } from './page-origin'

export interface TransportOptions {
  readonly origin: PageOrigin
  /** What a window gets. Until it is there the window's calls wait in its port. */
  readonly apiOf: (window: BrowserWindow) => Promise<WindowApi>
  readonly onRefused: (reason: string, url: string) => void
  readonly onFault: (error: AppError, method: string) => void
}

/** The one line of a window. */
interface Line {
  readonly window: BrowserWindow
  connection: Connection | undefined
}

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
  }

  /** From now on the window's page may ask for its line. */
  admit(window: BrowserWindow): void {
    const contents = window.webContents
    const line: Line = { window, connection: undefined }
    const end = (): void => endLine(line)
    this.#lines.set(contents, line)
    contents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) end()
    })
    contents.on('render-process-gone', end)
    contents.once('destroyed', () => {
      end()
      this.#lines.delete(contents)
    })
  }

  #accept(event: IpcMainEvent): void {
    const line = this.#lines.get(event.sender)
    const refusal = findRefusal(event, line, this.#options.origin)
    const [port] = event.ports
    if (refusal !== undefined || !line || !port) {
      for (const refused of event.ports) refused.close()
      this.#options.onRefused(refusal ?? 'not a window of ours', event.senderFrame?.url ?? '')
      return
    }
    endLine(line)
    void this.#connect(line, port)
  }

  /** The line is held from now on, so that whatever happens while the product loads ends it too. */
  async #connect(line: Line, port: MessagePortMain): Promise<void> {
    let isEnded = false
    const pending: Connection = {
      closed: Promise.resolve(),
      close() {
        isEnded = true
        port.close()
      }
    }
    line.connection = pending
    const api = await this.#options.apiOf(line.window)
    if (!isEnded) line.connection = serve(windowApi, api, port, { onFault: this.#options.onFault })
  }
}

function endLine(line: Line): void {
  line.connection?.close()
  line.connection = undefined
}

function findRefusal({ senderFrame, sender, ports }: IpcMainEvent, line: Line | undefined, origin: PageOrigin): string | undefined {
  if (!line) return 'not a window of ours'
  if (!senderFrame || senderFrame !== sender.mainFrame) return 'not the top frame'
  if (!origin.owns(senderFrame.url)) return 'not our origin'
  return ports.length === 1 ? undefined : 'not one port'
}

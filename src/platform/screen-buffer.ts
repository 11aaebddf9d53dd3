import type { TerminalSize } from '#contract/terminal'
import type { ScreenBuffer } from '#core/ports'
import { toSafeTitle } from '#contract/terminal-title'
import { readOsc777, readOsc9 } from './attention-text'

const scrollbackLines = 5_000

/** A terminal without a window. What it is asked for by the program (positions, colours) is answered by the visible one, never by this. */
export async function createScreenBuffer({ columns, rows }: TerminalSize): Promise<ScreenBuffer> {
  const [headless, serializing, unicode] = await Promise.all([
    import('@xterm/headless').then(unwrap), import('@xterm/addon-serialize').then(unwrap), import('@xterm/addon-unicode11').then(unwrap)
  ])
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: scrollbackLines, allowProposedApi: true, logLevel: 'off' })
  const serializer = new serializing.SerializeAddon()
  terminal.loadAddon(serializer)
  terminal.loadAddon(new unicode.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  let title = ''
  terminal.onTitleChange((raw) => (title = toSafeTitle(raw)))
  return {
    onAttention(listener) {
      const tell = (text: string | null): boolean => {
        if (text !== null) listener(text)
        return text !== null
      }
      terminal.onBell(() => listener(''))
      terminal.parser.registerOscHandler(9, (data) => tell(readOsc9(data)))
      terminal.parser.registerOscHandler(777, (data) => tell(readOsc777(data)))
    },
    write: (data) => new Promise((resolve) => terminal.write(data, resolve)),
    resize: (columns, rows) => terminal.resize(columns, rows),
    serialize: () => serializer.serialize(),
    get title() {
      return title
    },
    get lines() {
      return scrollbackLines + terminal.rows
    },
    dispose: () => terminal.dispose()
  }
}

/** Node reads these packages as CommonJS, all of them under `default`; a bundler takes their modules with named exports. */
function unwrap<Exports extends object>(loaded: Exports & { readonly default?: Exports }): Exports {
  return loaded.default ?? loaded
}

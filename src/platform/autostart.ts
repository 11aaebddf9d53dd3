import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** An entry of the desktop that starts a program at login (XDG autostart specification). */
export interface Autostart {
  isOn(): Promise<boolean>
  /** Makes or removes the entry; of a foreign entry of our name it makes ours. */
  set(isOn: boolean): Promise<void>
}

export interface AutostartOptions {
  /** `autostart` in the person's folder of settings. */
  readonly directory: string
  readonly name: string
  readonly title: string
  readonly command: readonly string[]
}

export function createAutostart({ directory, name, title, command }: AutostartOptions): Autostart {
  const file = path.join(directory, `${name}.desktop`)
  const text = ['[Desktop Entry]', 'Type=Application', `Name=${title}`, `Exec=${command.map(quote).join(' ')}`, 'Terminal=false', 'X-GNOME-Autostart-enabled=true', ''].join('\n')
  return {
    async isOn() {
      const found = await readFile(file, 'utf8').catch(() => '')
      // Desktops switch an entry off in place.
      return found !== '' && !/^Hidden=true$|^X-GNOME-Autostart-enabled=false$/m.test(found)
    },
    async set(isOn) {
      if (!isOn) return await rm(file, { force: true })
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await writeFile(file, text, { mode: 0o644 })
    }
  }
}

/** One word of `Exec`: escaped for its quotes, then for the file, in which a backslash and a percent sign mean something. */
function quote(word: string): string {
  return `"${word.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`
}

/** What a backend may know of, and look at on, the machine it runs on. Reading only. */
export interface Machine {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: string
  /** The kernel's release (`uname -r`). */
  readonly osRelease: string
  readonly homeDirectory: string
  /** Data directory of this home; a backend keeps its own things in a folder named after it. */
  readonly dataDirectory: string
  /** Null on Windows. */
  readonly userId: number | null
  /** Environment of the person's shell. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly files: MachineFiles
  /** IPv4 addresses of a name, as any program of this machine finds them; none when it has none. */
  resolveName(name: string): Promise<readonly string[]>
  /** Calls `changed` whenever the file is written, replaced or removed, also one that is not there yet; answers how to stop. */
  watch(path: string, changed: () => void): Promise<() => Promise<void>>
}

/** Paths are absolute. Rejects with the system's own error (`code`: ENOENT, EACCES…). `node:fs/promises` fits. */
export interface MachineFiles {
  readFile(path: string): Promise<Uint8Array>
  readdir(path: string): Promise<string[]>
  stat(path: string): Promise<{ isSocket(): boolean; isFile(): boolean; isDirectory(): boolean }>
  /** `mode` as in `access(2)`: 1 execute, 2 write, 4 read. */
  access(path: string, mode: number): Promise<void>
}

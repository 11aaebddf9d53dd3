import type { Host } from '#core/ports'
import type { SandboxView } from '#contract/sandbox'

/** One editor that can open a folder, or the inside of a container. */
export interface EditorKind {
  readonly id: string
  readonly title: string
  /** Names of its program on PATH. */
  readonly programs: readonly string[]
  /** Where installers put it when it is not on PATH, by platform. `~` stands for the person's folder. */
  readonly places: Readonly<Partial<Record<Host['platform'], readonly string[]>>>
}

export const editorKinds: readonly EditorKind[] = [
  {
    id: 'vscode',
    title: 'VS Code',
    programs: ['code'],
    places: {
      linux: ['/usr/share/code/bin/code', '/snap/bin/code', '/var/lib/flatpak/exports/bin/com.visualstudio.code'],
      darwin: ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code', '~/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'],
      win32: ['~/AppData/Local/Programs/Microsoft VS Code/Code.exe', 'C:/Program Files/Microsoft VS Code/Code.exe']
    }
  },
  { id: 'vscodium', title: 'VSCodium', programs: ['codium'], places: { linux: ['/usr/share/codium/bin/codium'], darwin: ['/Applications/VSCodium.app/Contents/Resources/app/bin/codium'] } },
  { id: 'cursor', title: 'Cursor', programs: ['cursor'], places: { darwin: ['/Applications/Cursor.app/Contents/Resources/app/bin/cursor'] } }
]

/** Installed editors with their programs' absolute paths. On Windows a `code` on PATH is a batch file, which is never run: only its program is. */
export async function findEditors(host: Pick<Host, 'platform' | 'homeDirectory' | 'environment'>, isProgram: (path: string) => Promise<boolean>): Promise<(EditorKind & { file: string })[]> {
  const folders = host.platform === 'win32' ? [] : (host.environment('PATH') ?? '').split(':').filter((folder) => folder.startsWith('/'))
  const found = await Promise.all(
    editorKinds.map(async (kind) => {
      const own = (kind.places[host.platform] ?? []).map((place) => place.replace(/^~/, host.homeDirectory))
      for (const file of [...folders.flatMap((folder) => kind.programs.map((program) => `${folder}/${program}`)), ...own]) if (await isProgram(file)) return { ...kind, file }
      return null
    })
  )
  return found.filter((editor) => editor !== null)
}

/** The host folder that belongs to a sandbox: what it mounts to write into, else mounts, else was copied from. */
export function folderOf({ spec: { mounts, copiedFrom } }: Pick<SandboxView, 'spec'>): string | null {
  return (mounts.find(({ writable }) => writable) ?? mounts[0])?.source ?? copiedFrom
}

/**
 * What an editor is told to open: a folder that the sandbox shares with the host; where there is none, and the sandbox
 * runs on a container engine, its inside (VS Code's Dev Containers attaches to a running container by its id).
 */
export function toEditorArguments(sandbox: Pick<SandboxView, 'spec' | 'backend' | 'status' | 'engineObjectId'>): string[] | null {
  const { spec, backend, status, engineObjectId } = sandbox
  const shared = spec.mounts.length > 0 ? folderOf(sandbox) : null
  if (shared !== null) return [shared]
  if (status === 'running' && backend === 'docker' && engineObjectId !== undefined) {
    const authority = Buffer.from(JSON.stringify({ containerName: `/${engineObjectId}` })).toString('hex')
    return ['--folder-uri', `vscode-remote://attached-container+${authority}${spec.workingDirectory ?? '/workspace'}`]
  }
  return spec.copiedFrom === null ? null : [spec.copiedFrom]
}

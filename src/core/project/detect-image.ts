import { imageTable } from './image-table'

/** The image that has this program, by the last part of its path; null when the table does not know it. */
export function imageForCommand(program: string): string | null {
  const name = program.slice(program.lastIndexOf('/') + 1)
  return imageTable.find((row) => row.commands.includes(name))?.image ?? null
}

/** The image for a folder with these names, and the file that decided. */
export function imageForFiles(names: readonly string[]): { image: string; file: string } | null {
  const sorted = names.toSorted()
  for (const row of imageTable) {
    for (const pattern of row.files) {
      const file = sorted.find((name) => matches(name, pattern))
      if (file !== undefined) return { image: row.image, file }
    }
  }
  return null
}

/** The image for the first process of a Procfile whose program the table knows. */
export function imageForProcfile(text: string): { image: string; program: string } | null {
  for (const line of text.split('\n')) {
    const command = /^[A-Za-z0-9_-]+:\s*(.+)$/.exec(line.trim())?.[1] ?? ''
    const program = command.split(/\s+/).find((word) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word) && word !== 'exec' && word !== 'env')
    const image = program === undefined ? null : imageForCommand(program)
    if (program !== undefined && image !== null) return { image, program }
  }
  return null
}

function matches(name: string, pattern: string): boolean {
  return pattern.startsWith('*') ? name.length > pattern.length - 1 && name.endsWith(pattern.slice(1)) : name === pattern
}

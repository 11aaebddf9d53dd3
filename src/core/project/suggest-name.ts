import { maxNameLength } from '#contract/sandbox-name'

/** A valid sandbox name made from a folder's name; `sandbox` when nothing of it can be used. */
export function suggestName(folderName: string): string {
  const name = folderName
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, maxNameLength + 1)
    .replaceAll(/^-+|-+$/g, '')
  return name.slice(0, maxNameLength).replace(/-$/, '') || 'sandbox'
}

import { AppError } from '#contract/errors'
import { sandboxPathSchema } from '#contract/spec'

/** Paths inside a sandbox that copying in and out refuses, as the upstream tool does. */
const refusedPrefixes = ['/proc', '/sys', '/dev', '/etc/passwd', '/etc/shadow', '/etc/sudoers', '/root/.ssh']

/** Checks a path inside a sandbox for copying. Throws PATH_REFUSED. */
export function checkSandboxPath(path: string): string {
  const parsed = sandboxPathSchema.safeParse(path)
  if (!parsed.success) throw refuse(path, parsed.error.issues[0]?.message ?? 'path.not_absolute')
  const normal = `/${path.split('/').filter((part) => part !== '' && part !== '.').join('/')}`
  if (refusedPrefixes.some((prefix) => normal === prefix || normal.startsWith(`${prefix}/`))) throw refuse(path, 'path.system')
  return normal
}

function refuse(path: string, problem: string): AppError {
  return new AppError('PATH_REFUSED', { path }, { because: { key: `problems.${problem}` } })
}

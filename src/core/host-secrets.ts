import type { Host } from './ports/host'

/** In a home directory: keys, cloud accounts, keyrings, browsers, and where engines keep their sockets. Relative to it. */
export const secretFolders = [
  '.ssh', '.gnupg', '.aws', '.azure', '.kube', '.minikube', '.docker', '.config/gcloud', '.config/gh', '.config/containers', '.password-store', '.local/share/keyrings',
  '.local/share/containers', '.mozilla', '.config/google-chrome', '.config/chromium', '.config/BraveSoftware', '.config/microsoft-edge', '.config/1Password', '.1password',
  'snap/firefox', 'snap/chromium', 'Library/Keychains', 'Library/Application Support/Google/Chrome', 'Library/Application Support/Firefox', 'Library/Containers',
  'Library/Group Containers', 'Library/Cookies', '.colima', '.config/colima', '.orbstack', '.rd', '.lima', '.finch'
] as const

/** Files that hold passwords and tokens. */
export const secretFiles = ['.netrc', '.git-credentials', '.npmrc', '.pypirc', '.vault-token', '.pgpass'] as const

/** Variables that name a folder of sockets, or a socket by its URL or path. */
const socketVariables = ['XDG_RUNTIME_DIR', 'DOCKER_HOST', 'CONTAINER_HOST', 'SSH_AUTH_SOCK', 'COLIMA_HOME', 'LIMA_HOME', 'DOCKER_CONFIG'] as const

/** Places of sockets that this person's environment names. */
export function socketPlaces(host: Pick<Host, 'environment'>): string[] {
  return socketVariables.flatMap((name) => {
    const path = host.environment(name)?.replace(/^unix:\/\//, '')
    return path?.startsWith('/') ? [path] : []
  })
}

/** True when `path` is `folder` or lies below it. Both are canonical. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

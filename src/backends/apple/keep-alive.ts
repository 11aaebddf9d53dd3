/**
 * The main process of a sandbox that was given no command: ends at once on SIGTERM and does not spin in
 * an image without `sleep`. `sleep infinity` is missing in old busybox.
 */
export const keepAliveScript = "trap 'exit 0' TERM INT; command -v sleep >/dev/null || exit 127; while :; do sleep 86400 & wait $!; done"

export const shellPath = '/bin/sh'
export const keepAliveCommand: readonly string[] = [shellPath, '-c', keepAliveScript]

/** On a tmpfs that every sandbox has, so it is gone with each stop. */
const letGoFile = '/dev/shm/.agentkernel-go'

/**
 * Files can be put only into a sandbox that runs. One that is to get a copy of a folder before its
 * program begins is started with the program held back; every real start lets it go.
 */
export function toHeldCommand(command: readonly string[]): string[] {
  const wait = `until [ -e ${letGoFile} ]; do sleep 0.1 2>/dev/null || sleep 1; done; exec "$@"`
  return [shellPath, '-c', wait, 'sh', ...command]
}

export const letGoScript = `: > ${letGoFile}`

/**
 * The main process of a sandbox that was given no command: ends at once on SIGTERM, reaps what
 * orphans leave, and does not spin in an image without `sleep`. Works in ash, dash and bash.
 * Being `wait`ed for, the sleep may be killed by the sandbox's own people without ending the sandbox.
 */
export const keepAliveScript = "trap 'exit 0' TERM INT; command -v sleep >/dev/null || exit 127; while :; do sleep 86400 & wait $!; done"

export const shellPath = '/bin/sh'
export const keepAliveCommand: readonly string[] = [shellPath, '-c', keepAliveScript]

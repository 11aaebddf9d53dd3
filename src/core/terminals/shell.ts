/** What every program in one of our terminals may count on. */
export const terminalEnvironment = { TERM: 'xterm-256color', COLORTERM: 'truecolor' } as const

/**
 * Ways to get a shell, best first; the next is tried when one cannot be started. The first finds bash
 * from inside, so that the usual case costs one exec. Not a login shell: /etc/profile would reset the
 * PATH that the image chose.
 */
export const shells: readonly (readonly string[])[] = [
  ['/bin/sh', '-c', 'export LANG="${LANG:-C.UTF-8}"; if command -v bash >/dev/null 2>&1; then exec bash; fi; exec /bin/sh'],
  ['bash'],
  ['/busybox/sh']
]

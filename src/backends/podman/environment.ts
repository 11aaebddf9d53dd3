import type { Machine } from '#core/ports'

/**
 * What the podman program is given of the user's environment. Left out above all: CONTAINER_HOST, which
 * would send it to another engine, and the LISTEN_ and NOTIFY_ variables of a service manager.
 */
const passed =
  /^(HOME|PATH|USER|LOGNAME|LANG|LC_[A-Z]+|TZ|TMPDIR|XDG_[A-Z_]+|DBUS_SESSION_BUS_ADDRESS|CONTAINERS_[A-Z_]+|STORAGE_[A-Z_]+|REGISTRY_AUTH_FILE|SSL_CERT_(FILE|DIR)|(https?|no|all)_proxy|(HTTPS?|NO|ALL)_PROXY|SystemRoot|USERPROFILE|APPDATA|LOCALAPPDATA|TEMP|TMP)$/

export function podmanEnvironment({ environment, homeDirectory }: Machine): Record<string, string> {
  const kept = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && passed.test(entry[0]))
  return { HOME: homeDirectory, ...Object.fromEntries(kept) }
}

import { isSecretName } from '#contract/secret-name'

/**
 * What the `container` program needs of the person's environment, and nothing else: CONTAINER_DEBUG and
 * CONTAINER_DEFAULT_PLATFORM would change what it prints, secrets are none of its business.
 */
const passed = ['HOME', 'USER', 'LOGNAME', 'PATH', 'SHELL', 'TMPDIR', 'LANG', 'SSH_AUTH_SOCK', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']

export function toProgramEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(passed.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])))
}

/**
 * Names that the program, its libraries or macOS's loader read for themselves. A sandbox's variable of
 * such a name may not be set on the program; it is spelled out in the arguments instead.
 */
const readByTheHost = /^(PATH|HOME|USER|LOGNAME|SHELL|PWD|TMPDIR|TZ|TERM|LANG|LC_.*|SSH_AUTH_SOCK|DYLD_.*|XPC_.*|__.*)$/
/** Families of which some are read, but none that says it is a key or a token (CF_API_TOKEN): those are kept out of the arguments all the same. */
const mayBeRead = /^(CONTAINER_|OS_|NS|CF|SWIFT_|Malloc)/

/** Arguments and variables that give a new sandbox its environment, with no secret in the arguments. */
export function toEnvironmentArguments(environment: Readonly<Record<string, string>>): { args: string[]; variables: Record<string, string> } {
  const args: string[] = []
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (readByTheHost.test(name) || (mayBeRead.test(name) && !isSecretName(name))) {
      args.push(`--env=${name}=${value}`)
    } else {
      args.push('--env', name)
      variables[name] = value
    }
  }
  return { args, variables }
}

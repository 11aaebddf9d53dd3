/**
 * What runs in front of a command inside the sandbox. It tells on stderr, in one marked line, the process id
 * or why the command cannot run. The line says when the command began, it tells the program's own failures from
 * the command's exit codes, and by the id the command can be ended from inside, since signals are not
 * forwarded (apple/container #1941, #1747, #1876).
 *
 * Arguments: the mark, then the command. Values of variables come in under names of ours: given under their own
 * they would stand beside the sandbox's instead of replacing them (#1212), and some mean something to the program.
 */
export function toWrapperScript(environmentNames: readonly string[]): string {
  const settings = environmentNames.map((name, index) => `export ${name}="$${carrier(index)}"; unset ${carrier(index)}`)
  return [report, ...settings, lookUp, 'report "$$"', 'shift', 'exec "$@"'].join('\n')
}

/** Under which name the value of a variable travels. */
export function carrier(index: number): string {
  return `AGENTKERNEL_VALUE_${index}`
}

/** Begins the marked line; no program prints it by accident together with the mark. */
const markStart = '\u001E'

const report = `agentkernel_mark=$1
report() { printf '\\036%s %s\\n' "$agentkernel_mark" "$1" >&2; }`

/** As execvp(3) looks, without the shell's own commands. */
const lookUp = `agentkernel_path=
case $2 in
*/*) agentkernel_path=$2; [ -e "$2" ] || { report missing; exit 127; } ;;
*)
  set -f; agentkernel_ifs=$IFS; IFS=:
  for agentkernel_folder in $PATH; do
    if [ -n "$2" ] && [ -f "\${agentkernel_folder:-.}/$2" ] && [ -x "\${agentkernel_folder:-.}/$2" ]; then agentkernel_path=\${agentkernel_folder:-.}/$2; break; fi
  done
  IFS=$agentkernel_ifs; set +f
  [ -n "$agentkernel_path" ] || { report missing; exit 127; } ;;
esac
if [ -d "$agentkernel_path" ] || [ ! -x "$agentkernel_path" ]; then report unusable; exit 126; fi`

/** What the marked line says. `rest`: the output after it. */
export interface Report {
  readonly outcome: { readonly type: 'began'; readonly processId: number } | { readonly type: 'missing' } | { readonly type: 'unusable' }
  readonly rest: Buffer
  /** How the line ended: a terminal between us and the guest adds its own carriage return. */
  readonly lineEnd: string
}

/** Null while the marked line is not whole yet. What stands before it is the program's own. */
export function findReport(output: Buffer, mark: string): Report | null {
  const start = output.indexOf(`${markStart}${mark} `)
  const end = start < 0 ? -1 : output.indexOf('\n', start)
  if (end < 0) return null
  const line = output.subarray(start, end + 1).toString('latin1')
  const word = line.slice(mark.length + 2).trim()
  const processId = Number(word)
  const outcome = Number.isInteger(processId) && processId > 0 ? ({ type: 'began', processId } as const) : { type: word === 'missing' ? ('missing' as const) : ('unusable' as const) }
  return { outcome, rest: output.subarray(end + 1), lineEnd: /\r*\n$/.exec(line)?.[0] ?? '\n' }
}

/**
 * Sends a signal to every process of a session. Each command is the leader of its own, and a shell's jobs have
 * process groups of their own, which a signal to the group would not reach. Arguments: the signal, the session.
 */
export const killScript = `for agentkernel_file in /proc/[0-9]*/stat; do
  { read -r agentkernel_line < "$agentkernel_file"; } 2>/dev/null || continue
  agentkernel_process=\${agentkernel_file#/proc/}
  set -- "$1" "$2" \${agentkernel_line##*) }
  [ "$6" != "$2" ] || kill -"$1" "\${agentkernel_process%/stat}" 2>/dev/null
done
exit 0`

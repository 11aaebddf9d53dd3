/** Exit codes of our scripts, clear of tar's own. */
export const codes = { denied: 41, absent: 44, noTar: 45 } as const

/** Prints the raw mode in hexadecimal and the size. Links are not followed. */
export const statScript = `[ -e "$1" ] || [ -L "$1" ] || exit ${codes.absent}
exec stat -c '%f %s' -- "$1"`

export const readScript = `[ -e "$1" ] || [ -L "$1" ] || exit ${codes.absent}
command -v tar >/dev/null 2>&1 || exit ${codes.noTar}
[ "$1" != / ] || exec tar -C / -cf - .
agentkernel_path=\${1%/}
agentkernel_folder=\${agentkernel_path%/*}
exec tar -C "\${agentkernel_folder:-/}" -cf - -- "\${agentkernel_path##*/}"`

/** Says "ready" before it reads: until then nothing is sent, so that another way can be tried. */
export const writeScript = `mkdir -p -- "$1" 2>/dev/null
cd -- "$1" 2>/dev/null && [ -w . ] || exit ${codes.denied}
command -v tar >/dev/null 2>&1 || exit ${codes.noTar}
echo ready
exec tar "$2" -`

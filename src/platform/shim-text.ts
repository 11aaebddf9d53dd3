import type { Program } from './installation'

/** By this a file is known to be ours. */
const mark = 'put here by AgentKernel Desktop'

export function isOurs(text: string): boolean {
  return text.split('\n', 2)[1]?.includes(mark) ?? false
}

/** A file that starts the command, and says what to do when the application it belongs to is gone. */
export function createShimText(command: Program, platform: NodeJS.Platform): string {
  return platform === 'win32' ? createBatch(command) : createScript(command)
}

function createScript({ file, args, environment }: Program): string {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quote(value)} `)
  return `#!/bin/sh
# The agentkernel command, ${mark} (Settings, Command line), which also removes it.
program=${quote(file)}
if [ ! -x "$program" ]; then
  echo "agentkernel: $program is gone. Install the command again in AgentKernel Desktop's settings, or remove $0." >&2
  exit 127
fi
# What a person's shell sets for Node.js is not for this one.
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS
${assignments.join('')}exec "$program" ${[...args.map(quote), '"$@"'].join(' ')}
`
}

function createBatch({ file, args, environment }: Program): string {
  const word = (text: string): string => `"${text.replaceAll('%', '%%')}"`
  const assignments = Object.entries({ NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '', ...environment }).map(([name, value]) => `set ${name}=${value}`)
  return [
    '@echo off',
    `rem The agentkernel command, ${mark} (Settings, Command line), which also removes it.`,
    'setlocal',
    ...assignments,
    `${/\.(cmd|bat)$/i.test(file) ? 'call ' : ''}${[file, ...args].map(word).join(' ')} %*`,
    'exit /b %ERRORLEVEL%',
    ''
  ].join('\r\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

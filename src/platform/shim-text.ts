import path from 'node:path'
import type { Program } from './installation'

/** By this a file is known to be ours. */
const mark = 'put here by AgentKernel Desktop'

export function isOurs(text: string): boolean {
  return text.split('\n', 2)[1]?.includes(mark) ?? false
}

/** A file in `folder` that starts the command, and says what to do when the application it belongs to is gone. */
export function createShimText(command: Program, platform: NodeJS.Platform, folder: string): string {
  return platform === 'win32' ? createBatch(command, folder) : createScript(command)
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

function createBatch({ file, args, environment }: Program, folder: string): string {
  const word = (text: string): string => `"${path.win32.isAbsolute(text) ? toBatchPath(text, folder) : text.replaceAll('%', '%%')}"`
  const assignments = Object.entries({ NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '', ...environment }).map(([name, value]) => `set ${name}=${value}`)
  const line = `${/\.(cmd|bat)$/i.test(file) ? 'call ' : ''}${[file, ...args].map(word).join(' ')} %*`
  return ['@echo off', `rem The agentkernel command, ${mark} (Settings, Command line), which also removes it.`, 'setlocal', ...assignments, ...inItsCodePage(line), ''].join('\r\n')
}

/** From the batch file's own folder where it is on the same drive: so the name of the person, which both paths have, is not written out. */
function toBatchPath(file: string, folder: string): string {
  const isNear = path.win32.parse(file).root.toLowerCase() === path.win32.parse(folder).root.toLowerCase()
  return (isNear ? `%~dp0${path.win32.relative(folder, file).replaceAll('%', '%%')}` : file.replaceAll('%', '%%'))
}

/** cmd.exe reads a batch file in the code page of its console, line by line. One that has other letters is told which they are, and the console gets its own back. */
function inItsCodePage(line: string): string[] {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\u0000-\u007F]*$/.test(line)) return [line, 'exit /b %ERRORLEVEL%']
  return ["for /f \"tokens=2 delims=:.\" %%c in ('chcp') do set AGENTKERNEL_CODE_PAGE=%%c", 'chcp 65001 >nul', line, 'set AGENTKERNEL_EXIT_CODE=%ERRORLEVEL%', 'chcp %AGENTKERNEL_CODE_PAGE% >nul', 'exit /b %AGENTKERNEL_EXIT_CODE%']
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why tests of the real keyring are skipped. */
export const noSecretService = 'no keyring for tests: dbus-daemon and gnome-keyring-daemon are not installed (npm run rig)'

export function hasSecretService(): boolean {
  return process.platform === 'linux' && ['dbus-daemon', 'gnome-keyring-daemon'].every((program) => !spawnSync(program, ['--version']).error)
}

export interface SecretService {
  /** For DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string
  stop(): void
}

/** No folders of services: nothing is started on this bus but by us. */
const busConfiguration = (address: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>${address}</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

/** GNOME Keyring, unlocked, on a bus and in folders of its own. `isUsable` tells when it answers. */
export async function startSecretService(isUsable: (address: string) => Promise<boolean>): Promise<SecretService> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkernel-keyring-'))
  const address = `unix:path=${join(folder, 'bus')}`
  const running: ChildProcess[] = []
  const stop = (): void => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  writeFileSync(join(folder, 'bus.conf'), busConfiguration(address))
  running.push(spawn('dbus-daemon', [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--nopidfile'], { stdio: 'ignore' }))
  for (let attempt = 0; attempt < 100; attempt++) {
    const keyring = running.length > 1 ? undefined : startKeyring(folder, address)
    if (keyring) running.push(keyring)
    if (await isUsable(address)) return { address, stop }
    // It ends at once while there is no bus yet.
    if (running[1]?.exitCode !== null) running.splice(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  stop()
  throw new Error('the keyring did not answer within ten seconds')
}

function startKeyring(folder: string, address: string): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_DATA_HOME: join(folder, 'data'), XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: address }
  const child = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets', `--control-directory=${join(folder, 'control')}`], { env, stdio: ['pipe', 'ignore', 'ignore'] })
  child.stdin.end('a password of tests')
  return child
}

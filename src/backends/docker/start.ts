import type { Remedy } from '#contract/text'
import { findProgram, type Machine } from '#core/ports'
import { findDesktop } from './installation'

/** A way to start an installed Docker. */
export interface Starter {
  readonly remedy: Remedy
}

/** Ways that fit this machine, the likeliest first. */
export async function findStarters(machine: Machine): Promise<Starter[]> {
  const desktop = await findDesktop(machine)
  if (desktop && machine.platform === 'darwin') return [{ remedy: { text: { key: 'remedies.docker_start_desktop' }, command: `open -a '${desktop}'` } }]
  if (desktop && machine.platform === 'win32') return [{ remedy: { text: { key: 'remedies.docker_start_desktop' }, command: `& '${desktop}'` } }]
  if (machine.platform === 'darwin') return [{ remedy: { text: { key: 'remedies.docker_start' }, command: 'colima start' } }]
  const starters: Starter[] = []
  if (desktop) starters.push({ remedy: { text: { key: 'remedies.docker_start_desktop' }, command: 'systemctl --user start docker-desktop' } })
  starters.push({ remedy: { text: { key: 'remedies.docker_start' }, command: await toServiceCommand(machine) } })
  return starters
}

async function toServiceCommand(machine: Machine): Promise<string> {
  const sudo = machine.userId === 0 ? '' : 'sudo '
  const hasSystemd = await machine.files.stat('/run/systemd/system').then(() => true, () => false)
  if (hasSystemd && (await findProgram('systemctl', machine, ['/usr/bin', '/bin']))) return `${sudo}systemctl start docker`
  return `${sudo}service docker start`
}

// @ts-check
import { canInstallPackages, installPackages } from './apt.mjs'
import { runCommand } from './run-command.mjs'

const packages = ['dbus-daemon', 'gnome-keyring']

/**
 * A real keyring for the tests of the vault: the programs alone. Each test starts them on a bus and in a folder of its own, so that nobody's keyring is touched.
 * @returns {Promise<{ isThere: true } | { reason: string }>}
 */
export async function provideKeyring() {
  if (canInstallPackages()) await installPackages(packages, 'the tests of the keyring')
  for (const program of ['dbus-daemon', 'gnome-keyring-daemon']) {
    if ((await runCommand(program, ['--version'])).code === 127) return { reason: `${program} is not there (Debian packages ${packages.join(', ')}), so the vault is tried with its file only` }
  }
  return { isThere: true }
}

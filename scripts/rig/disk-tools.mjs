// @ts-check
import { canInstallPackages, installPackages } from './apt.mjs'
import { runCommand } from './run-command.mjs'

/** The programs that read what the product writes for microVMs: file systems are judged by their own tools. */
const tools = [
  { command: 'unsquashfs', arguments: ['-version'], package: 'squashfs-tools' },
  { command: 'e2fsck', arguments: ['-V'], package: 'e2fsprogs' },
  { command: 'getfattr', arguments: ['--version'], package: 'attr' },
]

/**
 * Installs them, as root on Debian.
 * @returns {Promise<string[]>} what is not there, one sentence each
 */
export async function provideDiskTools() {
  if (canInstallPackages()) await installPackages(tools.map((tool) => tool.package), 'the tests of disk images')
  const missing = []
  for (const tool of tools) {
    const { code } = await runCommand(tool.command, tool.arguments)
    if (code === 127) missing.push(`${tool.command}: not there (Debian package ${tool.package}), so the disk images of microVMs are not checked by it`)
  }
  return missing
}

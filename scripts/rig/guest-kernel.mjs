// @ts-check
// A real kernel for the microVMs of the tests: Debian's for clouds, unpacked and never installed. Beside it, as `<kernel>.modules`, the
// drivers that it has apart and a guest needs before it has a disk.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { canInstallPackages, installPackages, unpackPackage } from './apt.mjs'
import { cacheFolder } from './env.mjs'
import { runCommand } from './run-command.mjs'

const packages = ['qemu-system-x86', 'python3', 'gcc', 'libc6-dev', 'musl-tools', 'e2fsprogs', 'squashfs-tools', 'cpio', 'slirp4netns', 'nftables', 'iproute2', 'xz-utils', 'zstd', 'lz4', 'valgrind']
const programs = ['qemu-system-x86_64', 'python3', 'gcc', 'mkfs.ext4', 'setpriv']
const kernelPackage = 'linux-image-cloud-amd64'

/** In the order in which they are loaded: each needs those before it. */
const modules = [
  'drivers/virtio/virtio_ring', 'drivers/virtio/virtio', 'drivers/virtio/virtio_mmio', 'drivers/block/virtio_blk', 'fs/squashfs/squashfs', 'fs/overlayfs/overlay',
  'net/vmw_vsock/vsock', 'net/vmw_vsock/vmw_vsock_virtio_transport_common', 'net/vmw_vsock/vmw_vsock_virtio_transport', 'drivers/char/hw_random/virtio-rng',
  'net/core/failover', 'drivers/net/net_failover', 'drivers/net/virtio_net',
]

/** How a kernel may be compressed inside its boot file: what it begins with, and what undoes it. */
const compressions = [
  { magic: Buffer.from([0x02, 0x21, 0x4c, 0x18]), command: ['lz4', '-dcq'] },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), command: ['zstd', '-dcq'] },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), command: ['xz', '-dcq', '--single-stream'] },
  { magic: Buffer.from([0x1f, 0x8b, 0x08]), command: ['gzip', '-dcq'] },
]

/** @returns {Promise<{ kernel: string } | { reason: string }>} */
export async function provideGuestKernel() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: 'microVMs are tried on Linux on x86-64 only' }
  if (canInstallPackages()) await installPackages(packages, 'microVMs')
  const missing = programs.filter((program) => !isThere(program))
  if (missing.length > 0) return { reason: `${missing.join(', ')} not installed` }
  const name = await findPackage()
  if (!name) return { reason: `no package ${kernelPackage} to take a kernel from` }
  const folder = path.join(cacheFolder(), 'guest-kernel', name)
  const kernel = path.join(folder, 'vmlinux')
  if (!existsSync(kernel)) await unpackKernel(name, folder)
  return { kernel }
}

/** @param {string} name @param {string} folder */
async function unpackKernel(name, folder) {
  const half = `${folder}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  await unpackPackage(name, half)
  const image = find(half, 'boot', /^vmlinuz-/)
  const tree = find(half, 'lib/modules', /./) ?? find(half, 'usr/lib/modules', /./)
  if (!image || !tree) throw new Error(`${name} has no kernel in it`)
  rmSync(folder, { recursive: true, force: true })
  const result = path.join(half, 'result')
  mkdirSync(path.join(result, 'vmlinux.modules'), { recursive: true })
  for (const [index, module] of modules.entries()) {
    copyFileSync(path.join(tree, 'kernel', `${module}.ko`), path.join(result, 'vmlinux.modules', `${String(index).padStart(2, '0')}-${path.basename(module)}.ko`))
  }
  writeFileSync(path.join(result, 'vmlinux'), extractKernel(readFileSync(image)))
  renameSync(result, folder)
  rmSync(half, { recursive: true })
}

/** @param {string} folder @param {string} below @param {RegExp} pattern */
function find(folder, below, pattern) {
  const place = path.join(folder, below)
  const name = existsSync(place) ? readdirSync(place).find((one) => pattern.test(one)) : undefined
  return name && path.join(place, name)
}

/** The kernel itself out of its boot file: it is in there, compressed. @param {Buffer} image */
function extractKernel(image) {
  for (const { magic, command: [program = '', ...args] } of compressions) {
    for (let at = image.indexOf(magic); at >= 0; at = image.indexOf(magic, at + 1)) {
      const { stdout } = spawnSync(program, args, { input: image.subarray(at), maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'ignore'] })
      if (stdout?.subarray(0, 4).toString('latin1') === '\x7fELF') return stdout
    }
  }
  throw new Error('the kernel in its boot file is compressed in a way that is not known here')
}

/** The package that the one without a version stands for. */
async function findPackage() {
  const { stdout } = await runCommand('apt-cache', ['depends', kernelPackage])
  return /Depends: (linux-image-\S+)/.exec(stdout)?.[1]
}

/** @param {string} program */
function isThere(program) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } }).status === 0
}

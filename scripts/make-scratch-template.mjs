// @ts-check
// Makes src/backends/firecracker/state/scratch-template.ts anew: an empty ext4 of 10 GiB, of which only the blocks that are not empty are kept.
// usage: node scripts/make-scratch-template.mjs (needs mkfs.ext4)
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

const sizeBytes = 10 * 2 ** 30
const blockBytes = 4_096
const id = '5f0c7c7e-3d0c-4c1e-9b0e-6b3a1f2d4e5c'

const folder = mkdtempSync(path.join(tmpdir(), 'scratch-'))
try {
  const file = path.join(folder, 'scratch.ext4')
  writeFileSync(file, '')
  truncateSync(file, sizeBytes)
  // Inode tables are left as they are; the guest mounts with noinit_itable, so that they never fill the sparse file.
  const features = `lazy_itable_init=1,lazy_journal_init=1,hash_seed=${id}`
  execFileSync('mkfs.ext4', ['-q', '-b', String(blockBytes), '-m', '0', '-O', '^resize_inode', '-U', id, '-E', features, file], { env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin', SOURCE_DATE_EPOCH: '0', E2FSPROGS_FAKE_TIME: '1' } })
  const packed = gzipSync(Buffer.concat([...blocksOf(file)]), { level: 9 }).toString('base64')
  const lines = packed.match(/.{1,160}/g) ?? []
  const text = `/** Made by scripts/make-scratch-template.mjs: size, and block number and content of what is not empty, packed with gzip. */
export const scratchTemplate = {
  sizeBytes: ${sizeBytes},
  blockBytes: ${blockBytes},
  packed: [
${lines.map((line) => `    '${line}'`).join(',\n')}
  ].join('')
} as const
`
  writeFileSync(path.join(import.meta.dirname, '../src/backends/firecracker/state/scratch-template.ts'), text)
  process.stdout.write(`${packed.length} characters\n`)
} finally {
  rmSync(folder, { recursive: true })
}

/** @param {string} file */
function* blocksOf(file) {
  const descriptor = openSync(file, 'r')
  const chunk = Buffer.alloc(blockBytes * 1_024)
  const empty = Buffer.alloc(chunk.length)
  for (let at = 0; at < sizeBytes; at += chunk.length) {
    readSync(descriptor, chunk, 0, chunk.length, at)
    if (chunk.equals(empty)) continue
    for (let offset = 0; offset < chunk.length; offset += blockBytes) {
      const block = chunk.subarray(offset, offset + blockBytes)
      if (block.equals(empty.subarray(0, blockBytes))) continue
      const number = Buffer.alloc(4)
      number.writeUInt32LE((at + offset) / blockBytes)
      yield Buffer.concat([number, block])
    }
  }
  closeSync(descriptor)
}

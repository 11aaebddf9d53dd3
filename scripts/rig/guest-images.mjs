// @ts-check
// The test images as file systems that a microVM mounts: `base.sqfs` with a shell and tools, `noshell.sqfs` without.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { packTar } from 'modern-tar'
import { provideBusybox } from './busybox.mjs'
import { cacheFolder } from './env.mjs'
import { testImages } from './test-image-content.mjs'

const wanted = { 'base.sqfs': 'docker.io/library/alpine:3.20', 'noshell.sqfs': 'agentkernel-test/noshell:1' }

/** @returns {Promise<string>} the folder they are in */
export async function provideGuestImages() {
  const folder = path.join(cacheFolder(), 'guest-images')
  mkdirSync(folder, { recursive: true })
  const images = testImages(await provideBusybox('', 'amd64'))
  for (const [name, tag] of Object.entries(wanted)) {
    const file = path.join(folder, name)
    if (existsSync(file)) continue
    const layers = images.find((image) => image.tag === tag)?.layers ?? []
    await toSquashfs(Buffer.from(await packTar(layers.flat())), `${file}.half`)
    renameSync(`${file}.half`, file)
  }
  return folder
}

/** @param {Buffer} archive @param {string} file */
async function toSquashfs(archive, file) {
  const child = spawn('sqfstar', ['-quiet', '-no-progress', '-force', file], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(archive)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`sqfstar ended with ${code}`)
}

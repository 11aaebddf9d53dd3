// @ts-check
// The test images as file systems that a microVM mounts: `base.sqfs` with a shell and tools, `noshell.sqfs` without; and as the archives
// from which the engine makes such file systems itself, `base.tar` and `noshell.tar`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { packTar } from 'modern-tar'
import { provideBusybox } from './busybox.mjs'
import { toDockerArchive } from './docker-archive.mjs'
import { cacheFolder } from './env.mjs'
import { testImages } from './test-image-content.mjs'

const wanted = { base: 'docker.io/library/alpine:3.20', noshell: 'agentkernel-test/noshell:1' }

/** @returns {Promise<string>} the folder they are in */
export async function provideGuestImages() {
  const folder = path.join(cacheFolder(), 'guest-images')
  mkdirSync(folder, { recursive: true })
  const images = testImages(await provideBusybox('', 'amd64'))
  for (const [name, tag] of Object.entries(wanted)) {
    const image = images.find((one) => one.tag === tag)
    if (!image) throw new Error(`no test image ${tag}`)
    await provideFile(path.join(folder, `${name}.sqfs`), async (file) => await toSquashfs(Buffer.from(await packTar(image.layers.flat())), file))
    await provideFile(path.join(folder, `${name}.tar`), async (file) => writeFileSync(file, (await toDockerArchive(image, 'amd64')).archive))
  }
  return folder
}

/** @param {string} file @param {(half: string) => Promise<void>} write */
async function provideFile(file, write) {
  if (existsSync(file)) return
  await write(`${file}.half`)
  renameSync(`${file}.half`, file)
}

/** @param {Buffer} archive @param {string} file */
async function toSquashfs(archive, file) {
  const child = spawn('sqfstar', ['-quiet', '-no-progress', '-force', file], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(archive)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`sqfstar ended with ${code}`)
}

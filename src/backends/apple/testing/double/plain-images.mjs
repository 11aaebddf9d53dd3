// @ts-check
// The images of the plain engine: one static busybox is a whole small system, as in the test rig's images.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const accounts = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\ndeveloper:x:1000:1000::/home/developer:/bin/sh\n'

/** Where the test rig (npm run rig) keeps its busybox, with a list of its applets beside it; null when it has none. */
export function findBusybox() {
  const named = process.env.FAKE_CONTAINER_BUSYBOX
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(process.env.FAKE_CONTAINER_HOME ?? homedir(), '.cache'), 'agentkernel-desktop-test')
  const kept = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('busybox-')).map((name) => path.join(cache, name, 'busybox')) : []
  return [...(named ? [named] : []), ...kept].find((file) => existsSync(file)) ?? null
}

/** What stands in the table of local images. */
export const plainImages = [
  { name: 'docker.io/library/alpine:3.20', id: 'a'.repeat(63) + '1', config: { Env: [searchPath], Cmd: ['/bin/sh'] }, created_by: 'CMD ["/bin/sh"]' },
  { name: 'docker.io/agentkernel-test/noshell:1', id: 'b'.repeat(63) + '2', config: { Env: [searchPath], Cmd: ['/bin/sleep', '3600'] }, created_by: 'CMD ["/bin/sleep"]' }
].map(({ created_by, ...image }) => ({ ...image, source: image.name, size: 2_000_000, created: '2026-01-01T00:00:00Z', history: [{ created_by }] }))

/** Lays a root file system out. @param {string} source name of the image @param {string} root */
export function layOutImage(source, root) {
  const busybox = findBusybox() ?? ''
  for (const name of ['bin', 'dev/shm', 'dev/pts', 'etc', 'proc', 'sys', 'root', 'home/developer', 'mnt', 'opt', 'run', 'sbin', 'srv', 'tmp', 'usr/bin', 'usr/sbin', 'usr/local/bin', 'var/log', 'var/tmp']) mkdirSync(path.join(root, name), { recursive: true })
  for (const name of ['tmp', 'var/tmp']) chmodSync(path.join(root, name), 0o1777)
  writeFileSync(path.join(root, 'etc/passwd'), accounts)
  writeFileSync(path.join(root, 'etc/group'), 'root:x:0:root\nnobody:x:65534:\ndeveloper:x:1000:\n')
  execFileSync('cp', ['-a', ...['null', 'zero', 'full', 'random', 'urandom', 'tty'].map((name) => `/dev/${name}`), path.join(root, 'dev')])
  for (const [name, target] of [['ptmx', 'pts/ptmx'], ['fd', '/proc/self/fd'], ['stdin', '/proc/self/fd/0'], ['stdout', '/proc/self/fd/1'], ['stderr', '/proc/self/fd/2']]) symlinkSync(String(target), path.join(root, 'dev', String(name)))
  if (source.includes('noshell')) {
    for (const name of ['sleep', 'cat', 'true']) copyProgram(busybox, path.join(root, 'bin', name))
    return
  }
  copyProgram(busybox, path.join(root, 'bin/busybox'))
  // One symbolic link under all names: the kernel makes a name far faster than a file.
  const applet = path.join(root, 'bin/sh')
  symlinkSync('/bin/busybox', applet)
  for (const name of readFileSync(path.join(path.dirname(busybox), 'applets'), 'utf8').trim().split('\n')) {
    if (name !== 'bin/sh' && !existsSync(path.join(root, name))) linkSync(applet, path.join(root, name))
  }
}

/** @param {string} from @param {string} to */
function copyProgram(from, to) {
  copyFileSync(from, to)
  chmodSync(to, 0o755)
}

// @ts-check
import path from 'node:path/posix'
import { imageDate } from './docker-archive.mjs'

/**
 * @typedef {import('modern-tar').TarEntry} TarEntry
 * @typedef {import('./docker-archive.mjs').ImageDefinition} ImageDefinition
 * @typedef {import('./busybox.mjs').Busybox} Busybox
 */

const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The images of the tests:
 * - alpine:3.20, the product's default image, for machines that cannot pull the real one;
 * - agentkernel-test/tools:1, whose settings (environment, folder, user, entrypoint) all differ from the defaults;
 * - agentkernel-test/noshell:1, with /bin/sleep, /bin/cat and /bin/true, and no shell to be had;
 * - python:3.12-alpine and node:22-alpine, which only look the part: their interpreters print what they were given.
 * @param {Busybox} busybox
 * @returns {ImageDefinition[]}
 */
export function testImages(busybox) {
  const base = baseLayer(busybox)
  const plain = { Env: [searchPath], Cmd: ['/bin/sh'] }
  return [
    { tag: 'docker.io/library/alpine:3.20', layers: [base], config: plain },
    { tag: 'agentkernel-test/tools:1', layers: [base, toolsLayer()], config: toolsConfig },
    { tag: 'agentkernel-test/noshell:1', layers: [noShellLayer(busybox)], config: { Env: [searchPath], Cmd: ['/bin/sleep', '3600'] } },
    { tag: 'docker.io/library/python:3.12-alpine', layers: [base, interpreterLayer(['python3', 'python', 'pip'])], config: { ...plain, Cmd: ['python3'] } },
    { tag: 'docker.io/library/node:22-alpine', layers: [base, interpreterLayer(['node', 'npm', 'npx'])], config: { ...plain, Cmd: ['node'] } },
  ]
}

const toolsConfig = {
  Env: [searchPath, 'TOOLS_HOME=/opt/tools', 'GREETING=hello from the image'],
  WorkingDir: '/opt/tools',
  User: 'developer',
  Entrypoint: ['/usr/local/bin/tools-entrypoint'],
  Cmd: ['sh'],
}

/** @param {Busybox} busybox */
function baseLayer({ content, applets }) {
  const folders = ['bin', 'dev', 'etc', 'home', 'mnt', 'opt', 'proc', 'run', 'sbin', 'srv', 'sys', 'usr', 'usr/bin', 'usr/sbin']
  const more = ['usr/local', 'usr/local/bin', 'var', 'var/log', 'var/cache']
  const links = applets.filter((name) => name !== 'bin/busybox').map((name) => link(name, '/bin/busybox'))
  return [
    ...[...folders, ...more].map((name) => folder(name)),
    folder('root', { mode: 0o700 }),
    folder('tmp', { mode: 0o1777 }),
    folder('var/tmp', { mode: 0o1777 }),
    folder('home/developer', { uid: 1000, gid: 1000 }),
    ...accounts,
    file('etc/os-release', 'NAME="Alpine Linux (stand-in of the test rig)"\nID=alpine\nVERSION_ID=3.20.0\n'),
    file('etc/profile', `export ${searchPath}\n`),
    file('bin/busybox', content, { mode: 0o755 }),
    ...links,
  ]
}

const accounts = [
  file(
    'etc/passwd',
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\ndeveloper:x:1000:1000::/home/developer:/bin/sh\n',
  ),
  file('etc/group', 'root:x:0:root\ntty:x:5:\nnobody:x:65534:\ndeveloper:x:1000:\n'),
  file('etc/shadow', 'root:*::0:::::\ndeveloper:!::0:::::\n', { mode: 0o640 }),
]

function toolsLayer() {
  return [
    folder('opt/tools', { uid: 1000, gid: 1000 }),
    file('opt/tools/README', 'The working directory of this image.\n', { uid: 1000, gid: 1000 }),
    file('usr/local/bin/tools-entrypoint', '#!/bin/sh\necho "tools-entrypoint ran"\nexec "$@"\n', { mode: 0o755 }),
  ]
}

/** busybox does what its name says, and none of these names is a shell. @param {Busybox} busybox */
function noShellLayer({ content }) {
  const hard = (/** @type {string} */ name) => entry({ name, size: 0, type: 'link', linkname: 'bin/sleep', mode: 0o755 })
  return [
    ...['bin', 'dev', 'etc', 'proc', 'sys'].map((name) => folder(name)),
    folder('tmp', { mode: 0o1777 }),
    ...accounts,
    file('bin/sleep', content, { mode: 0o755 }),
    hard('bin/cat'),
    hard('bin/true'),
  ]
}

/** @param {readonly string[]} interpreters */
function interpreterLayer(interpreters) {
  return interpreters.map((name) =>
    file(`usr/local/bin/${name}`, `#!/bin/sh\necho "${name} stand-in: $*"\n[ -f "$1" ] && cat "$1"\nexit 0\n`, { mode: 0o755 }),
  )
}

/** @param {string} name @param {Partial<import('modern-tar').TarHeader>} [header] */
function folder(name, header = {}) {
  return entry({ name: `${name}/`, size: 0, type: 'directory', mode: 0o755, ...header })
}

/** @param {string} name @param {string | Buffer} content @param {Partial<import('modern-tar').TarHeader>} [header] */
function file(name, content, header = {}) {
  const body = Buffer.from(content)
  return entry({ name, size: body.length, type: 'file', mode: 0o644, ...header }, body)
}

/** @param {string} name @param {string} target */
function link(name, target) {
  return entry({ name: path.normalize(name), size: 0, type: 'symlink', linkname: target, mode: 0o777 })
}

/** @param {import('modern-tar').TarHeader} header @param {Buffer} [body] @returns {TarEntry} */
function entry(header, body) {
  return { header: { uid: 0, gid: 0, mtime: imageDate, ...header }, ...(body && { body }) }
}

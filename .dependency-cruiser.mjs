// @ts-check
/** Who may import whom: docs/architecture.md, "Rooms". An allow-list: what is not named here fails. */

const rooms = ['contract', 'core', 'backends', 'platform', 'rpc', 'main', 'preload', 'renderer', 'cli', 'locales']

/** Rooms of ours that a room may import (besides itself). */
const ours = {
  contract: [],
  core: ['contract'],
  platform: ['contract', 'core/ports', 'core/records'],
  rpc: ['contract'],
  preload: ['contract'],
  locales: ['contract'],
  renderer: ['contract', 'rpc/client', 'locales'],
  main: ['contract', 'core', 'backends', 'platform', 'rpc', 'locales'],
  cli: ['contract', 'core', 'backends', 'platform', 'locales']
}

/** Packages of others, by room; `node` stands for Node's built-ins. */
const theirs = {
  contract: ['zod'],
  core: ['zod', 'nanoid', 'smol-toml', 'diff'],
  platform: ['node', 'zod', 'conf', 'proper-lockfile', 'chokidar', 'env-paths', 'modern-tar', 'electron-log', 'execa', 'nanoid', '@xterm', '@napi-rs'],
  rpc: ['@orpc', 'zod', 'nanoid'],
  preload: ['electron'],
  locales: ['i18next'],
  renderer: [
    'react', 'react-dom', 'react-i18next', 'i18next', '@base-ui', '@tanstack', '@xterm', 'zustand', 'wouter', 'cmdk', 'lucide-react', 'react-hook-form', '@hookform',
    'zod', 'clsx', 'tailwind-merge', 'class-variance-authority', 'react-resizable-panels', '@fontsource-variable', 'tailwindcss', 'uplot'
  ],
  main: ['node', 'electron', 'electron-store', 'electron-updater', 'electron-log', 'nanoid', 'zod', 'execa'],
  cli: ['node', 'commander', '@bomb.sh', '@clack', 'zod']
}

const backendLibraries = ['node', 'zod', 'dockerode', 'docker-modem', 'modern-tar', 'execa', 'nanoid', '@lydell']
/** What backends may import of each other: the Docker API that two speak, and how images and logins are named, which three need. */
const shared = {
  docker: ['backends/engine-api', 'backends/registry'],
  podman: ['backends/engine-api', 'backends/registry'],
  'engine-api': ['backends/registry'],
  firecracker: ['backends/registry']
}

const tests = '\\.test\\.tsx?$|/testing/|^src/backends/conformance/'

/** @param {string[]} names */
function packagePattern(names) {
  const packages = names.filter((name) => name !== 'node').map((name) => name.replaceAll(/[.\\/]/g, '\\$&'))
  return packages.length > 0 ? `node_modules/(${packages.join('|')})(/|$)` : '^$'
}

/** @param {string} from @param {string[]} rooms @param {string[]} libraries @returns {import('dependency-cruiser').IAllowedRuleType[]} */
function allow(from, rooms, libraries) {
  /** @type {import('dependency-cruiser').IAllowedRuleType[]} */
  const rules = [
    { from: { path: from, pathNot: tests }, to: { path: rooms.map((room) => `^src/${room}(/|\\.ts)`).concat(from), pathNot: tests } },
    { from: { path: from, pathNot: tests }, to: { path: packagePattern(libraries), dependencyTypesNot: ['npm-no-pkg', 'npm-unknown'] } }
  ]
  if (libraries.includes('node')) rules.push({ from: { path: from, pathNot: tests }, to: { dependencyTypes: ['core'] } })
  return rules
}

const roomRules = Object.entries(ours).flatMap(([room, allowed]) =>
  allow(`^src/${room}/`, allowed, theirs[/** @type {keyof typeof theirs} */ (room)] ?? [])
)
const backendRules = ['docker', 'podman', 'firecracker', 'apple', 'engine-api', 'registry', 'fake'].flatMap((name) =>
  allow(`^src/backends/${name}/`, ['contract', 'core/ports', ...(shared[/** @type {keyof typeof shared} */ (name)] ?? [])], backendLibraries)
)

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'electron-only-in-hosts', severity: 'error', from: { path: '^src/', pathNot: '^src/(main|preload)/' }, to: { path: 'node_modules/electron(/|$)' } },
    { name: 'fake-only-in-tests', severity: 'error', from: { path: '^src/', pathNot: `${tests}|^src/backends/fake/` }, to: { path: '^src/backends/(fake|conformance)/' } },
    { name: 'file-in-no-room', severity: 'error', from: { path: '^src/', pathNot: `^src/(${rooms.join('|')})/` }, to: {} },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } }
  ],
  allowed: [
    ...roomRules,
    ...backendRules,
    // The backends' door lists all four for the hosts.
    { from: { path: '^src/backends/(index|late-backend)\\.ts$' }, to: { path: '^src/(backends|contract|core/ports)/' } },
    // Tests, test doubles and the conformance suite may use anything of ours below main and cli, and the test libraries.
    { from: { path: tests }, to: {} }
  ],
  allowedSeverity: 'error',
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.css$|\\?raw$|\\.svg$' },
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default', 'types'], exportsFields: ['exports'], mainFields: ['module', 'main', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'] }
  }
}

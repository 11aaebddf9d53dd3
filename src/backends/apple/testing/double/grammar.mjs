// @ts-check
/** @typedef {import('./command-line.mjs').Option} Option @typedef {import('./command-line.mjs').Grammar} Grammar */

/** @param {string} names @returns {Option} */
const flag = (names) => ({ names: names.split(' '), kind: 'flag' })
/** @param {string} names @returns {Option} */
const text = (names) => ({ names: names.split(' '), kind: 'text' })
/** @param {string} names @returns {Option} */
const texts = (names) => ({ ...text(names), isRepeatable: true })
/** @param {string} names @returns {Option} */
const integer = (names) => ({ names: names.split(' '), kind: 'integer' })

const process = [texts('--env -e'), texts('--env-file'), text('--workdir --cwd -w'), text('--user -u'), integer('--uid'), integer('--gid'), flag('--interactive -i'), flag('--tty -t'), texts('--ulimit')]
const platform = [text('--platform'), text('--os'), text('--arch -a')]

const creation = [
  ...process, ...platform, integer('--cpus -c'), text('--memory -m'), text('--name'), texts('--label -l'), text('--cidfile'), flag('--remove --rm'), text('--entrypoint'),
  texts('--volume -v'), texts('--mount'), texts('--tmpfs'), texts('--publish -p'), texts('--publish-socket'), texts('--network'), texts('--dns'), text('--dns-domain'),
  texts('--dns-search'), texts('--dns-option'), flag('--no-dns'), flag('--read-only'), texts('--cap-add'), texts('--cap-drop'), flag('--init'), text('--init-image'),
  flag('--rosetta'), flag('--ssh'), flag('--virtualization'), text('--kernel -k'), text('--runtime'), text('--scheme'), integer('--max-concurrent-downloads'), flag('--detach -d')
]

/** Options by the version that brought them. @type {readonly [string, string, Option][]} */
const later = [
  ['create', '1.0.0', text('--shm-size')], ['run', '1.0.0', text('--shm-size')],
  ['create', '1.2.0', texts('--kernel-arg')], ['run', '1.2.0', texts('--kernel-arg')],
  ['create', '1.2.1', texts('--masked-path')], ['run', '1.2.1', texts('--masked-path')],
  ['create', '1.2.1', texts('--read-only-path')], ['run', '1.2.1', texts('--read-only-path')]
]

const format = text('--format')
const ids = { positionals: [], isRest: true }

/** @type {Readonly<Record<string, Grammar & { since?: string }>>} */
const commands = {
  'system start': { options: [text('--app-root -a'), text('--install-root'), text('--log-root'), flag('--enable-kernel-install'), flag('--disable-kernel-install'), integer('--timeout')], positionals: [] },
  'system stop': { options: [text('--prefix -p')], positionals: [] },
  'system status': { options: [text('--prefix -p'), format], positionals: [] },
  'system version': { options: [format], positionals: [] },
  'system kernel set': { options: [flag('--recommended'), flag('--force'), text('--arch'), text('--binary'), text('--tar'), text('--digest')], positionals: [] },
  create: { options: creation, positionals: ['image'], isRest: true, isCaptured: true },
  run: { options: [...creation, text('--progress')], positionals: ['image'], isRest: true, isCaptured: true },
  exec: { options: [...process, flag('--detach -d')], positionals: ['container-id', 'arguments'], isRest: true, isCaptured: true },
  start: { options: [flag('--attach -a'), flag('--interactive -i')], positionals: ['container-id'] },
  stop: { options: [flag('--all -a'), text('--signal -s'), integer('--time -t')], ...ids },
  kill: { options: [flag('--all -a'), text('--signal -s')], ...ids },
  delete: { options: [flag('--all -a'), flag('--force -f')], ...ids },
  list: { options: [flag('--all -a'), flag('--quiet -q'), format], positionals: [] },
  inspect: { options: [], positionals: ['container-ids'], isRest: true },
  logs: { options: [flag('--boot'), flag('--follow -f'), integer('-n --lines')], positionals: ['container-id'] },
  stats: { options: [format, flag('--no-stream')], ...ids },
  copy: { options: [], positionals: ['source', 'destination'], since: '1.0.0' },
  'image pull': { options: [...platform, text('--scheme'), text('--progress'), integer('--max-concurrent-downloads')], positionals: ['reference'] },
  'image list': { options: [format, flag('--quiet -q'), flag('--verbose -v')], positionals: [] },
  'image inspect': { options: [], positionals: ['images'], isRest: true },
  'image delete': { options: [flag('--all -a'), flag('--force -f')], ...ids },
  'volume create': { options: [texts('--label'), texts('--opt'), text('-s --size')], positionals: ['name'] },
  'volume list': { options: [format, flag('--quiet -q')], positionals: [] },
  'volume delete': { options: [flag('--all -a')], ...ids },
  __fake: { options: [], positionals: ['event'], isRest: true }
}

/** @type {Readonly<Record<string, string>>} */
const aliases = { ls: 'list', rm: 'delete', cp: 'copy', 'image ls': 'image list', 'image rm': 'image delete', 'volume ls': 'volume list', 'volume rm': 'volume delete' }

/**
 * The command that a line of words names, with what a version knows of it; null for none.
 * @param {readonly string[]} args @param {(since: string) => boolean} isAtLeast
 * @returns {{ name: string, grammar: Grammar, rest: string[] } | null}
 */
export function findCommand(args, isAtLeast) {
  for (const length of [3, 2, 1]) {
    const words = args.slice(0, length).join(' ')
    const name = aliases[words] ?? words
    const grammar = commands[name]
    if (!grammar || args.length < length || (grammar.since !== undefined && !isAtLeast(grammar.since))) continue
    const more = later.filter(([command, since]) => command === name && isAtLeast(since)).map(([, , option]) => option)
    return { name, grammar: { ...grammar, options: [...grammar.options, ...more, flag('--debug')] }, rest: args.slice(length) }
  }
  return null
}

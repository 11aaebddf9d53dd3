import type { VerbEntry } from './verb'

/** Every verb, in the order of the help. */
export const catalog: readonly VerbEntry[] = [
  { name: 'create', load: async () => (await import('./verbs/create')).create },
  { name: 'start', load: async () => (await import('./verbs/start')).start },
  { name: 'stop', load: async () => (await import('./verbs/stop')).stop },
  { name: 'restart', load: async () => (await import('./verbs/restart')).restart },
  { name: 'remove', aliases: ['rm', 'delete'], load: async () => (await import('./verbs/remove')).remove },
  { name: 'rename', load: async () => (await import('./verbs/rename')).rename },
  { name: 'duplicate', load: async () => (await import('./verbs/duplicate')).duplicate },
  { name: 'update', load: async () => (await import('./verbs/update')).update },
  { name: 'exec', load: async () => (await import('./verbs/exec')).exec },
  { name: 'attach', aliases: ['shell'], load: async () => (await import('./verbs/attach')).attach },
  { name: 'run', load: async () => (await import('./verbs/run')).run },
  { name: 'list', aliases: ['ls'], load: async () => (await import('./verbs/list')).list },
  { name: 'info', load: async () => (await import('./verbs/info')).info },
  { name: 'logs', load: async () => (await import('./verbs/logs')).logs },
  { name: 'cp', load: async () => (await import('./verbs/cp')).cp },
  { name: 'files', load: async () => (await import('./verbs/files')).files },
  { name: 'diff', load: async () => (await import('./verbs/diff')).diff },
  { name: 'apply', load: async () => (await import('./verbs/apply')).apply },
  { name: 'network', load: async () => (await import('./verbs/network')).network },
  { name: 'stats', load: async () => (await import('./verbs/stats')).stats },
  { name: 'images', load: async () => (await import('./verbs/images')).images },
  { name: 'templates', load: async () => (await import('./verbs/templates')).templates },
  { name: 'consents', load: async () => (await import('./verbs/consents')).consents },
  { name: 'activity', load: async () => (await import('./verbs/activity')).activity },
  { name: 'secret', aliases: ['secrets'], load: async () => (await import('./verbs/secret')).secret },
  { name: 'config', load: async () => (await import('./verbs/config')).config },
  { name: 'resume', load: async () => (await import('./verbs/resume')).resume },
  { name: 'recreate', load: async () => (await import('./verbs/recreate')).recreate },
  { name: 'forget', load: async () => (await import('./verbs/forget')).forget },
  { name: 'adopt', load: async () => (await import('./verbs/adopt')).adopt },
  { name: 'pin', load: async () => (await import('./verbs/pin')).pin },
  { name: 'open', load: async () => (await import('./verbs/open')).open },
  { name: 'ui', load: async () => (await import('./verbs/ui')).ui },
  { name: 'setup', load: async () => (await import('./verbs/setup')).setup },
  { name: 'status', isHidden: true, load: async () => (await import('./verbs/setup')).status },
  { name: 'doctor', load: async () => (await import('./verbs/doctor')).doctor },
  { name: 'data', load: async () => (await import('./verbs/data')).data },
  { name: 'completion', aliases: ['completions'], load: async () => (await import('./verbs/completion')).completion },
  { name: 'complete', isHidden: true, load: async () => (await import('./verbs/completion')).complete }
]

/** The longer form of the same verbs: `agentkernel sandbox create`. */
export const sandboxWords: readonly string[] = ['sandbox', 'sb']

export function findVerb(word: string | undefined): VerbEntry | undefined {
  return catalog.find(({ name, aliases }) => name === word || aliases?.includes(word ?? ''))
}

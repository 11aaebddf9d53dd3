import type { Bundle } from '#contract/diagnostics'
import type { Task } from '#contract/progress'
import { runDoctor } from './diagnostics'
import type { SandboxRecord } from './records'
import type { SandboxContext } from './sandboxes/context'

const maxLogBytes = 262_144
const maxEntries = 300

/** What helps somebody else to help. Values of variables, credentials and the person's own folder are taken out; the person sees all of it before it goes anywhere. */
export async function makeBundle(context: SandboxContext, task: Task): Promise<Bundle> {
  const { host, ownData, activity, clock } = context.ports
  const { settings, sandboxes, rev } = await (await context.metadata()).read()
  const detected = await context.registry.detectAll()
  const backends = Object.fromEntries([...detected].map(([kind, { detection }]) => [kind, detection]))
  const about = { version: host.version, platform: host.platform, arch: host.arch, dataDirectory: host.dataDirectory, rev }
  const parts: [string, unknown][] = [
    ['about.json', about],
    ['doctor.json', await runDoctor(context, task)],
    ['backends.json', backends],
    ['settings.json', settings],
    ['sandboxes.json', Object.values(sandboxes).map(withoutValues)],
    ['activity.json', (await activity.read().catch(() => [])).slice(-maxEntries)]
  ]
  const logs = await ownData.logs(maxLogBytes)
  const clean = (text: string): string => withoutHome(ownDataText(ownData, text), host.homeDirectory)
  const files = [
    ...parts.map(([name, value]) => ({ name, text: clean(JSON.stringify(value, null, 2)) })),
    ...logs.map(({ name, text }) => ({ name: `logs/${name}`, text: clean(text) }))
  ]
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  return { files, text: files.map(({ name, text }) => `===== ${name} =====\n${text}\n`).join('\n'), suggestedName: `agentkernel-support-${day}.txt` }
}

/** Long texts are cleaned line by line: what cleans them cuts long ones. */
function ownDataText({ redact }: SandboxContext['ports']['ownData'], text: string): string {
  return text.split('\n').map(redact).join('\n')
}

function withoutValues(record: SandboxRecord): unknown {
  const { environment, command, ...spec } = record.spec
  return { ...record, spec: { ...spec, environment: Object.keys(environment), command: command === null ? null : command.slice(0, 1) } }
}

/** A person's own name is in the path of their folder. */
function withoutHome(text: string, home: string): string {
  return home.length > 1 ? text.replaceAll(home, '~') : text
}

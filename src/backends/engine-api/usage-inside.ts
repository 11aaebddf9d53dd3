import type { Task } from '#contract/progress'
import type { ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { runCommand } from './exec'
import { shellPath } from './keep-alive'
import type { Sample } from './usage-sample'

/** Sums CPU ticks (also of children that ended), resident pages and processes over what runs inside, but for itself. */
const sampleScript = `
ticks=0 pages=0 count=0
for dir in /proc/[0-9]*; do
  [ "$dir" = "/proc/$$" ] && continue
  line=
  { read -r line <"$dir/stat"; } 2>/dev/null
  set -- \${line##*) }
  [ -n "\${22-}" ] || continue
  ticks=$((ticks + \${12} + \${13} + \${14} + \${15})) pages=$((pages + \${22})) count=$((count + 1))
done
echo "$ticks $pages $count"
`
/** Fixed in the kernel's interface to programs. */
const nanosecondsPerTick = 10_000_000
const bytesPerPage = 4096

/** Usage by the sandbox's own word, for engines that cannot measure it. */
export async function* sampleInside(context: EngineContext, ref: ObjectRef, intervalMs: number, task: Task): AsyncGenerator<Sample> {
  for (;;) {
    const { exitCode, stdout } = await runCommand(context, ref, [shellPath, '-c', sampleScript], null, task)
    const [ticks = 0, pages = 0, count = 0] = stdout.trim().split(' ').map(Number)
    if (exitCode !== 0 || !Number.isFinite(ticks + pages + count)) return
    yield {
      read: new Date(context.clock.now()).toISOString(),
      pids_stats: { current: count },
      cpu_stats: { cpu_usage: { total_usage: ticks * nanosecondsPerTick } },
      memory_stats: { usage: pages * bytesPerPage }
    }
    await context.clock.sleep(intervalMs, task.signal)
  }
}

import type { Task } from '#contract/progress'
import type { Clock, EngineEvent, LogPower, UsagePower } from '#core/ports'
import type { FakeContainer } from './container'
import type { FakeDaemon } from './daemon'
import { createPipe } from './pipe'

export async function* watchEvents(daemon: FakeDaemon, signal: AbortSignal): AsyncIterable<EngineEvent> {
  const events = createPipe<EngineEvent>(() => 0)
  const unlisten = daemon.listen((event) => void events.write(event))
  try {
    for (let event = await events.read(signal); event; event = await events.read(signal)) yield event
  } finally {
    unlisten()
  }
}

export async function* readLogs(container: FakeContainer, options: Parameters<LogPower['read']>[1], signal: AbortSignal): ReturnType<LogPower['read']> {
  const { follow, tail, since } = options
  const past = container.logs.filter(({ at }) => since === undefined || at === undefined || at >= since)
  yield* tail === undefined ? past : lastLines(past, tail)
  if (!follow) return
  const wakeUps = createPipe<true>(() => 0)
  const wake = (): void => void wakeUps.write(true)
  container.logReaders.add(wake)
  try {
    let next = container.logs.length
    while (container.running) {
      if ((await wakeUps.read(signal)) === undefined) return
      yield* container.logs.slice(next)
      next = container.logs.length
    }
  } finally {
    container.logReaders.delete(wake)
  }
}

function lastLines(logs: FakeContainer['logs'], count: number): FakeContainer['logs'] {
  const lines: FakeContainer['logs'] = []
  for (const entry of logs) {
    for (const text of entry.text.split(/(?<=\n)/)) if (text !== '') lines.push({ ...entry, text })
  }
  return count === 0 ? [] : lines.slice(-count)
}

export async function* watchUsage(container: FakeContainer, clock: Clock, intervalMs: number, task: Task): ReturnType<UsagePower['watch']> {
  const { memoryMb } = container.request.hardening
  const { running } = container
  if (!running) return
  const over = AbortSignal.any([task.signal, running.main.signal])
  for (let isFirst = true; !over.aborted; isFirst = false) {
    yield {
      id: container.request.sandboxId,
      cpuPercent: isFirst ? null : 1.5,
      memoryBytes: 8_388_608,
      memoryLimitBytes: memoryMb === null ? null : memoryMb * 1_048_576,
      processes: running.machine.processes.size,
      at: new Date(clock.now()).toISOString()
    }
    await clock.sleep(intervalMs, over).catch(() => undefined)
  }
}

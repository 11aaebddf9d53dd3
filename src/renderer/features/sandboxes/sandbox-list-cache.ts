import { skipToken, useQuery, type QueryClient } from '@tanstack/react-query'
import type { SandboxEvent, SandboxList, SandboxView } from '#contract/sandbox'

const key = ['sandboxes'] as const
const empty: SandboxList = { sandboxes: [], unreachable: [], notices: [] }
const byName = new Intl.Collator('en', { numeric: true })

/** The list after one event. Names stay sorted, as the snapshot has them. */
export function applySandboxEvent(list: SandboxList, event: SandboxEvent): SandboxList {
  switch (event.type) {
    case 'snapshot':
      return event.list
    case 'removed':
      return { ...list, sandboxes: list.sandboxes.filter((sandbox) => sandbox.id !== event.id) }
    case 'upserted': {
      const { sandbox } = event
      const known = list.sandboxes.find((each) => each.id === sandbox.id)
      const sandboxes = known ? list.sandboxes.map((each) => (each === known ? sandbox : each)) : [...list.sandboxes, sandbox]
      // Sorting a thousand names takes milliseconds, and most changes leave the name alone.
      if (known?.name === sandbox.name) return { ...list, sandboxes }
      return { ...list, sandboxes: sandboxes.toSorted((first, second) => byName.compare(first.name, second.name)) }
    }
  }
}

export function storeSandboxEvent(queries: QueryClient, event: SandboxEvent): void {
  queries.setQueryData<SandboxList>(key, (list) => applySandboxEvent(list ?? empty, event))
}

/** The list as the last event left it; undefined until the first snapshot. Only the feed writes it. */
export function useSandboxList(): SandboxList | undefined {
  return useQuery<SandboxList>({ queryKey: key, queryFn: skipToken, staleTime: Number.POSITIVE_INFINITY }).data
}

export function useSandbox(id: string): SandboxView | undefined {
  return useSandboxList()?.sandboxes.find((sandbox) => sandbox.id === id)
}

import type { BackendState, BackendView } from '#contract/backend'

/** How near a backend is to working: the least has to be done for the first. */
const nearness: readonly BackendState[] = ['ready', 'stopped', 'broken', 'missing']

/** The backend whose remedy is the one next step; null when no backend has any. */
export function chooseNextStep(backends: readonly BackendView[]): BackendView | null {
  const withRemedy = backends.filter(({ detection }) => detection.remedies.length > 0 && nearness.includes(detection.state))
  return withRemedy.toSorted((first, second) => nearness.indexOf(first.detection.state) - nearness.indexOf(second.detection.state))[0] ?? null
}

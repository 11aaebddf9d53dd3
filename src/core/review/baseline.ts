import type { ShownFile } from '#contract/review'
import type { Baseline, BaselineEntry } from '../ports/baseline'
import type { PackNote } from '../ports/host'
import type { SandboxContext } from '../sandboxes/context'
import { findLeftOut } from './rules'

/** More than so many paths are not looked at on any side. */
export const maxEntries = 300_000

/** Wants to know of a folder that goes in what will be compared later. */
export function noteBaseline(take: (baseline: Baseline) => void): PackNote {
  return { wants: (path) => findLeftOut(path) === null, maxEntries, take }
}

/** Of a sandbox whose copy was just made; null: what went in is not known, and what was known before holds no more. */
export async function keepBaseline({ ports: { baselines } }: SandboxContext, sandboxId: string, baseline: Baseline | null): Promise<void> {
  await (baseline ? baselines.keep(sandboxId, baseline) : baselines.remove(sandboxId))
}

/** To a sandbox that got the files of another. */
export async function carryBaseline(context: SandboxContext, from: string, to: string): Promise<void> {
  await keepBaseline(context, to, await context.ports.baselines.read(from))
}

/** What went in at a path, null: nothing; undefined where that is not known, and then only two sides can be compared. */
export function findBefore(baseline: Baseline, path: string): BaselineEntry | null | undefined {
  const entry = baseline.get(path)
  if (!entry) return null
  return entry.digest === null && entry.linkTarget === '' ? undefined : entry
}

/** What was brought back is what both sides start from now. */
export function moveOn(baseline: Baseline, files: readonly ShownFile[]): Baseline {
  const next = new Map<string, BaselineEntry>(baseline)
  for (const { path, digest, isExecutable } of files) {
    if (digest === null) next.delete(path)
    else next.set(path, { digest, isExecutable, sizeBytes: 0, modifiedAt: null, linkTarget: '' })
  }
  return next
}

import type { Text } from '#contract/text'
import type { EngineDescription } from './identity'

/** What works less well than it should with an engine that works. `oldest`: the oldest major and minor version that is tested. */
export function toWarnings({ version, hasLimits, isRootless }: Pick<EngineDescription, 'version' | 'hasLimits' | 'isRootless'>, oldest: readonly [number, number]): Text[] {
  const warnings: Text[] = []
  if (isOlder(version, oldest)) warnings.push({ key: 'reasons.engine_old', params: { version, oldest: oldest.join('.') } })
  if (!hasLimits) warnings.push({ key: isRootless ? 'reasons.limits_rootless' : 'reasons.limits_ignored' })
  return warnings
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = Number.NaN, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}

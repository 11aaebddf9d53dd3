import type { Text } from '#contract/text'
import type { EngineDescription } from './identity'

/** What works less well than it should with an engine that works. `oldest`: the oldest major and minor version that is tested. */
export function toWarnings({ version, hasLimits, isRootless, runc = '' }: Pick<EngineDescription, 'version' | 'hasLimits' | 'isRootless' | 'runc'>, oldest: readonly [number, number]): Text[] {
  const warnings: Text[] = []
  if (isOlder(version, oldest)) warnings.push({ key: 'reasons.engine_old', params: { version, oldest: oldest.join('.') } })
  const openRunc = findOpenRunc(runc)
  if (openRunc !== null) warnings.push({ key: 'reasons.runc_old', params: { version: openRunc } })
  if (!hasLimits) warnings.push({ key: isRootless ? 'reasons.limits_rootless' : 'reasons.limits_ignored' })
  return warnings
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = Number.NaN, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}

/** First patch releases, of each minor one, that closed the escapes of November 2025 (CVE-2025-31133, 52565, 52881). Later minor releases never had them. */
const mendedRunc: Readonly<Record<number, number>> = { 2: 8, 3: 3 }

/** The version of a runc from which a container may escape; null when it is mended, or told as a commit only. */
function findOpenRunc(text: string): string | null {
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(text)
  if (!version) return null
  const [major = 0, minor = 0, patch = 0] = version.slice(1).map(Number)
  const isOpen = major < 1 || (major === 1 && minor < 4 && patch < (mendedRunc[minor] ?? Number.POSITIVE_INFINITY))
  return isOpen ? version[0] : null
}

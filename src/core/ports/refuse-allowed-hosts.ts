import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { CreateRequest } from './engine-object'

/** For engines that cannot keep a sandbox to the hosts it may reach: throws NOT_SUPPORTED, since a list that is not held is worse than none. */
export function refuseAllowedHosts({ spec }: Pick<CreateRequest, 'spec'>, backend: BackendKind): void {
  if ((spec.allowedHosts ?? []).length === 0) return
  const remedies = [{ text: { key: 'remedies.allowed_hosts_backend' } }]
  throw new AppError('NOT_SUPPORTED', { backend, feature: '--allow' }, { because: { key: 'reasons.allowed_hosts_not_held' }, remedies })
}

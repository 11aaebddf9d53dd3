import type { Check } from '#contract/diagnostics'
import type { Text } from '#contract/text'
import type { SandboxContext } from '../sandboxes/context'
import { listSecrets } from './secrets'

/** Which store holds secrets, and whether every sandbox can get its own. Listing asks nobody to unlock a keyring. */
export async function checkSecrets(context: SandboxContext): Promise<Check[]> {
  const { store, secrets, problem } = await listSecrets(context)
  if (problem) return [toCheck(secrets.length > 0 ? 'fail' : 'skip', problem.because ?? { key: `errors.${problem.code}`, params: problem.params })]
  const missing = secrets.filter(({ isThere }) => !isThere).map(({ name }) => name)
  if (missing.length > 0) return [toCheck('fail', { key: 'core.doctor.secrets.missing', params: { names: missing.join(', ') } })]
  return [toCheck(store === 'file' ? 'warn' : 'pass', { key: `core.doctor.secrets.${store}` })]
}

function toCheck(outcome: Check['outcome'], detail: Text): Check {
  return { id: 'secrets', title: { key: 'core.doctor.secrets.title' }, outcome, detail, remedies: [] }
}

import type { Check } from '#contract/diagnostics'
import type { Text } from '#contract/text'
import type { SandboxContext } from '../sandboxes/context'
import { listSecrets } from './secrets'

/** Which store holds secrets, and whether every sandbox can get its own. Where none is granted any, nobody is asked to unlock a keyring for it. */
export async function checkSecrets(context: SandboxContext): Promise<Check[]> {
  const { settings, sandboxes } = await (await context.metadata()).read()
  const store = settings.secretStore
  const isGranted = Object.values(sandboxes).some(({ secrets = [] }) => secrets.length > 0)
  if (!isGranted) return [toCheck(store === 'file' ? 'warn' : 'pass', { key: `core.doctor.secrets.${store}` })]
  const { secrets, problem } = await listSecrets(context)
  if (problem) return [toCheck('fail', problem.because ?? { key: `errors.${problem.code}`, params: problem.params })]
  const missing = secrets.filter(({ isThere }) => !isThere).map(({ name }) => name)
  if (missing.length > 0) return [toCheck('fail', { key: 'core.doctor.secrets.missing', params: { names: missing.join(', ') } })]
  return [toCheck(store === 'file' ? 'warn' : 'pass', { key: `core.doctor.secrets.${store}` })]
}

function toCheck(outcome: Check['outcome'], detail: Text): Check {
  return { id: 'secrets', title: { key: 'core.doctor.secrets.title' }, outcome, detail, remedies: [] }
}

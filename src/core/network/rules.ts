import type { NetworkRules } from '#contract/network'
import type { Task } from '#contract/progress'
import type { SandboxRecord } from '../records'
import { networkOf } from '../spec-defaults'
import type { SandboxContext } from '../sandboxes/context'
import { getRecord } from '../sandboxes/records'
import { getTemplate } from '../templates'
import { readPolicy } from './policy'

/** What a sandbox reaches, whose choice that is, and whether anything holds it to that. */
export async function describeRules(context: SandboxContext, reference: string, task: Task): Promise<NetworkRules> {
  const record = await getRecord(context, reference)
  const { spec, findings } = record
  const policy = await readPolicy(context, record, task)
  const source = (spec.allowedHosts ?? []).length === 0 && spec.network === networkOf(spec.profile) ? 'profile' : 'chosen'
  if (typeof policy === 'string') return { reach: policy, source, isHeld: policy === 'nothing', closed: [], listed: [] }
  const ofTemplate = policy.listed ? await listedByTemplate(context, record) : []
  return {
    reach: policy.listed ? 'list' : 'public',
    source,
    isHeld: !findings.some(({ key, verdict }) => key === 'allowedHosts' && verdict === 'weaker'),
    closed: [...policy.closed],
    listed: (policy.listed ?? []).map(({ entry, addresses }) => ({ entry, addresses: [...addresses], source: ofTemplate.includes(entry) ? 'template' : 'chosen' }))
  }
}

/** Of a template that is gone nothing is known. */
async function listedByTemplate({ ports }: SandboxContext, { template }: SandboxRecord): Promise<readonly string[]> {
  if (template === undefined) return []
  const file = await getTemplate(ports.templates, template).catch(() => null)
  return file?.spec.allowedHosts ?? []
}

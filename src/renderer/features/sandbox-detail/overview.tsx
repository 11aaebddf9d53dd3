import type { SandboxView } from '#contract/sandbox'
import { LoosenedNote } from '../../ui/loosened-note'
import { NetworkSection } from '../network/network-section'
import { AccessSections } from './access-sections'
import { Facts } from './facts'
import { Findings } from './findings'
import { StateNotice } from './state-notice'
import { UsagePanel } from './usage-panel'

/** Everything about a sandbox that is no output, what matters now first. */
export function Overview({ sandbox }: { readonly sandbox: SandboxView }) {
  return (
    <div className="flex flex-col divide-y divide-line px-4 pb-6 [&>*]:py-4">
      <StateNotice sandbox={sandbox} />
      {sandbox.status === 'running' && <UsagePanel sandbox={sandbox} />}
      <Facts sandbox={sandbox} />
      <LoosenedNote loosened={sandbox.loosened} />
      <NetworkSection sandbox={sandbox} />
      <AccessSections sandbox={sandbox} />
      <Findings sandbox={sandbox} />
    </div>
  )
}

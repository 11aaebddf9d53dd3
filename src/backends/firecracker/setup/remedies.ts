import type { Remedy } from '#contract/text'

/** The name by which `backends.runRemedy` finds set-up. */
export const setUpAction = 'set-up'

/** Fetches what is missing, then tries it. */
export const fetchRemedy: Remedy = { text: { key: 'remedies.firecracker_set_up' }, command: 'agentkernel setup', action: setUpAction }

/** Everything is there: it only has to be tried. */
export const tryRemedy: Remedy = { text: { key: 'remedies.firecracker_try' }, command: 'agentkernel setup', action: setUpAction }

/** Virtualization is off, or this machine is a virtual one without nesting. */
export const kvmEnable: Remedy = { text: { key: 'remedies.kvm_enable' } }

/** The device is there for others only. */
export const kvmGroup: Remedy = { text: { key: 'remedies.kvm_group' }, command: 'sudo usermod -aG kvm "$USER"' }

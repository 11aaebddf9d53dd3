import type { GuestIdentity } from '../agent/agent-types'

/** Every sandbox has the same addresses: each is in a network namespace of its own. */
export const guestNetwork = {
  interfaceName: 'eth0',
  address: '172.20.0.2/30',
  gateway: '172.20.0.1',
  mtu: 1_500,
  nameServers: ['10.0.2.3']
} as const satisfies GuestIdentity['network']

/** Where the guest's agent answers questions for names, in the guest. */
export const guestNames = '127.0.0.53'

/** The device between guest and namespace, for `host_dev_name`. */
export const tapDevice = 'fc0'
/** Locally administered. */
export const guestMac = '06:00:ac:14:00:02'

/** Where slirp4netns is on the other side: its address for names, and the device it makes. */
export const uplinkDevice = 'tap0'

import type Dockerode from 'dockerode'

/**
 * What we use of dockerode: its connection to one engine. Its wrappers per endpoint are left out on
 * purpose: they throw on answers that are fine (304 on stop, Podman's 201 on resize), give up on an
 * answer cut in half without ever calling back, and cannot all be aborted.
 */
export type EngineClient = Pick<Dockerode, 'modem'>

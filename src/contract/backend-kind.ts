import { z } from 'zod'

/** The four backends, in the order in which they are preferred when nobody chose. */
export const backendKinds = ['firecracker', 'apple', 'docker', 'podman'] as const

export const backendKindSchema = z.enum(backendKinds)
/** Which kind of engine a sandbox lives on. */
export type BackendKind = z.infer<typeof backendKindSchema>

/** Names of products: not translated. */
export const backendTitles: Readonly<Record<BackendKind, string>> = { firecracker: 'Firecracker', apple: 'Apple', docker: 'Docker', podman: 'Podman' }

/** What a microVM is made of, as set-up found or fetched it. All paths are absolute. */
export interface MicrovmArtifacts {
  /** The `firecracker` program. */
  readonly program: string
  /** As it says, without `v`. */
  readonly version: string
  /** An uncompressed kernel; its drivers, when it has them apart, in `<kernel>.modules` beside it. */
  readonly kernel: string
  /** The guest agent: a static program. */
  readonly agent: string
}

/** One file of others, as it must be. */
export interface FilePin {
  /** As it is called where it comes from; the end of its address. */
  readonly name: string
  readonly url: string
  readonly sha256: string
  /** Null where it is not known. */
  readonly sizeBytes: number | null
  readonly maxBytes: number
  readonly version: string
}

/** What is taken out of an archive, and nothing else. */
export interface ArchiveMember {
  readonly path: string
  /** Its name here. */
  readonly file: string
  readonly sha256: string
}

export interface Pins {
  /** A gzipped tar. */
  readonly program: FilePin & { readonly members: readonly [ArchiveMember, ...ArchiveMember[]] }
  /** An uncompressed kernel. `file`: its name here. */
  readonly kernel: FilePin & { readonly file: string }
}

/** The oldest Firecracker that can be told where its console goes (`PUT /serial`). */
export const minimumVersion = '1.14.0'

/**
 * What set-up fetches. Changing a version means seeing its hash on a networked machine first; docs/backends/firecracker.md says which
 * of these were seen. The same kernel version under two addresses is two different files.
 */
export const pins: Pins = {
  program: {
    name: 'firecracker-v1.16.1-x86_64.tgz',
    url: 'https://github.com/firecracker-microvm/firecracker/releases/download/v1.16.1/firecracker-v1.16.1-x86_64.tgz',
    sha256: '382a02a869e4d6d5cb14c40577f9545e8458021ea8b0b2d3fc10ec14d9c242e6',
    sizeBytes: 7_486_686,
    maxBytes: 7_486_686,
    version: '1.16.1',
    members: [
      { path: 'release-v1.16.1-x86_64/firecracker-v1.16.1-x86_64', file: 'firecracker-v1.16.1', sha256: '2fd0171309af7e24cf8dafc8a6f921c1434c49b5f9349bb996b7ed0a4deb8aa7' },
      { path: 'release-v1.16.1-x86_64/jailer-v1.16.1-x86_64', file: 'jailer-v1.16.1', sha256: '1f3a0c1fe86212d0001819bfe0819071c01208b3ccc9398c3b3bc1b84cf21edd' }
    ]
  },
  kernel: {
    name: 'vmlinux-6.1.155',
    url: 'https://s3.amazonaws.com/spec.ccfc.min/firecracker-ci/v1.14/x86_64/vmlinux-6.1.155',
    sha256: 'e41c7048bd2475e7e788153823fcb9166a7e0b78c4c443bd6446d015fa735f53',
    sizeBytes: null,
    maxBytes: 128 * 1024 * 1024,
    version: '6.1.155',
    file: 'vmlinux-6.1.155'
  }
}

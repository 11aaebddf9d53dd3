import type { Api } from '#contract/api'
import type { CallOptions } from '#contract/method'
import type { FolderHandles } from './folder-handles'
import { whileVisible, type Visibility } from './visibility'

/**
 * The product as one window gets it: host folders only by handle, and what watches engines rests while
 * nobody looks.
 */
export function createWindowProduct(product: Api, folders: FolderHandles, visibility: Visibility): Api {
  return {
    ...product,
    sandboxes: {
      ...product.sandboxes,
      create: async (input, options) => {
        const { directory, mounts, ...rest } = input
        return await product.sandboxes.create(
          {
            ...rest,
            ...(directory !== undefined && { directory: folders.resolve(directory) }),
            ...(mounts && { mounts: mounts.map((mount) => ({ ...mount, source: folders.resolve(mount.source) })) })
          },
          options
        )
      },
      watch: (input, options) => whileVisible(visibility, toSignal(options), (signal) => product.sandboxes.watch(input, { ...options, signal })),
      usage: (input, options) => whileVisible(visibility, toSignal(options), (signal) => product.sandboxes.usage(input, { ...options, signal }))
    },
    project: {
      inspect: async ({ folder }, options) => {
        const found = await product.project.inspect({ folder: folders.resolve(folder) }, options)
        const { directory, mounts } = found.proposal
        return {
          ...found,
          proposal: {
            ...found.proposal,
            ...(directory !== undefined && { directory: folders.add(directory).handle }),
            ...(mounts && { mounts: mounts.map((mount) => ({ ...mount, source: folders.add(mount.source).handle })) })
          }
        }
      }
    }
  }
}

function toSignal(options: CallOptions | undefined): AbortSignal {
  return options?.signal ?? new AbortController().signal
}

import type { Api } from '#contract/api'
import { AppError } from '#contract/errors'
import type { CallOptions } from '#contract/method'
import type { FolderHandles } from './folder-handles'
import { whileVisible, type Visibility } from './visibility'

export interface WindowProductParts {
  readonly folders: FolderHandles
  readonly visibility: Visibility
  /** Asks the person whether a program of this machine may be run. */
  readonly askToRun: (program: string) => Promise<boolean>
}

/**
 * The product as one window gets it: host folders only by handle, and what watches engines rests while
 * nobody looks.
 */
export function createWindowProduct(product: Api, { folders, visibility, askToRun }: WindowProductParts): Api {
  const resolveMount = <M extends { source: string }>(mount: M): M => ({ ...mount, source: folders.resolve(mount.source) })
  /** Sources that the sandbox has already may be named as they are. */
  const resolveChanges = async <I extends { sandbox: string; changes: { mounts?: { source: string }[] | undefined } }>(input: I): Promise<I> => {
    const { mounts } = input.changes
    if (!mounts || mounts.length === 0) return input
    const { spec } = await product.sandboxes.get({ sandbox: input.sandbox })
    const known = new Set(spec.mounts.map(({ source }) => source))
    return { ...input, changes: { ...input.changes, mounts: mounts.map((mount) => (known.has(mount.source) ? mount : resolveMount(mount))) } }
  }
  return {
    ...product,
    files: {
      ...product.files,
      download: async (input, options) => await product.files.download({ ...input, to: folders.resolve(input.to) }, options),
      upload: async (input, options) => await product.files.upload({ ...input, from: input.from.map((each) => folders.resolve(each)) }, options)
    },
    backends: {
      ...product.backends,
      setUp: async ({ backend, from }, options) => await product.backends.setUp({ backend, ...(from && { from: from.map((each) => folders.resolve(each)) }) }, options)
    },
    images: {
      ...product.images,
      load: async ({ file, ...rest }, options) => await product.images.load({ ...rest, file: folders.resolve(file) }, options)
    },
    run: {
      ...product.run,
      start: ({ directory, ...input }, options) => product.run.start({ ...input, ...(directory !== undefined && { directory: folders.resolve(directory) }) }, options)
    },
    settings: {
      ...product.settings,
      set: async (patch, options) => {
        const { firecrackerProgram: program } = patch
        if (program && !(await askToRun(program))) throw new AppError('CONSENT_REQUIRED', { what: program })
        return await product.settings.set(patch, options)
      }
    },
    data: {
      ...product.data,
      backUp: async ({ file, ...rest }, options) => await product.data.backUp({ ...rest, file: folders.resolve(file) }, options),
      inspectBackup: async ({ file }, options) => await product.data.inspectBackup({ file: folders.resolve(file) }, options),
      restore: async ({ file }, options) => await product.data.restore({ file: folders.resolve(file) }, options)
    },
    sandboxes: {
      ...product.sandboxes,
      create: async ({ directory, mounts, ...rest }, options) =>
        await product.sandboxes.create({ ...rest, ...(directory !== undefined && { directory: folders.resolve(directory) }), ...(mounts && { mounts: mounts.map(resolveMount) }) }, options),
      plan: async (input, options) => await product.sandboxes.plan(await resolveChanges(input), options),
      update: async (input, options) => await product.sandboxes.update(await resolveChanges(input), options),
      duplicate: async (input, options) => await product.sandboxes.duplicate(await resolveChanges(input), options),
      watch: (input, options) => whileVisible(visibility, toSignal(options), (signal) => product.sandboxes.watch(input, { ...options, signal })),
      usage: (input, options) => whileVisible(visibility, toSignal(options), (signal) => product.sandboxes.usage(input, { ...options, signal }))
    },
    project: {
      ...product.project,
      agree: async ({ folder, ...rest }, options) => await product.project.agree({ ...rest, folder: folders.resolve(folder) }, options),
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

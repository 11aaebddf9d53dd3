import { AppError } from '#contract/errors'
import type { Backend } from '#core/ports'
import type { FirecrackerImagesOptions } from './image-power'

/** Other engines of this machine that may have an image. One that is not ready has none. */
export function toExporters(engines: readonly { readonly title: string; readonly backend: Pick<Backend, 'open'> }[]): FirecrackerImagesOptions['exporters'] {
  return async (task) => {
    const opened = await Promise.all(engines.map(async ({ title, backend }) => ({ title, images: await imagesOf(backend, task) })))
    return opened.flatMap(({ title, images }) => (images?.save ? [{ title, save: images.save.bind(images) }] : []))
  }
}

async function imagesOf(backend: Pick<Backend, 'open'>, task: Parameters<Backend['open']>[0]): Promise<Awaited<ReturnType<Backend['open']>>['images'] | null> {
  try {
    return (await backend.open(task)).images
  } catch (error) {
    if (AppError.is(error) && !task.signal.aborted) return null
    throw error
  }
}

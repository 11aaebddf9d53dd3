import { Copy, FileInput, Layers, Plus, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { ImageView } from '#contract/image'
import { backendTitles } from '../../ui/backend-titles'
import { useCopy } from '../../ui/use-copy'
import { openCreate } from '../create/create-store'
import { archiveBackend } from '#contract/image'
import { useActions, type Action } from '../palette/action-registry'
import { usePaletteStore } from '../palette/palette-store'
import { useImageDialogs } from './image-dialogs-store'
import { toImageName, toRemoveCommand } from './image-name'
import { toLoadCommand } from './pull-store'
import { useImages } from './use-images'
import { useLoadFromFile } from './use-load-from-file'

/** Makes it known to the palette that images can be read from a file, and every local image, each with what can be done with it. Engines are asked only while it is open. */
export function useImageActions(): void {
  const { t } = useTranslation('images')
  const [, navigate] = useLocation()
  const { copy } = useCopy()
  const isPaletteShown = usePaletteStore(({ shown }) => shown === 'palette')
  const { data: images } = useImages(isPaletteShown)
  const loadFromFile = useLoadFromFile()
  useActions(
    'images',
    useMemo(() => {
      const show = (state: Partial<ReturnType<typeof useImageDialogs.getState>>) => () => {
        navigate('/images')
        useImageDialogs.setState(state)
      }
      const toAction = (image: ImageView): Action => {
        const name = toImageName(image)
        const id = `${image.backend} ${image.id}`
        const of = (verb: 'use' | 'copy_name' | 'copy_remove' | 'remove', rest: Pick<Action, 'icon' | 'run'> & Partial<Action>): Action => ({ id: `image.${verb} ${id}`, group: 'images', title: t(`verbs.${verb}`, { name }), note: backendTitles[image.backend], ...rest })
        return {
          id: `image.show ${id}`,
          group: 'images',
          title: name,
          note: backendTitles[image.backend],
          icon: Layers,
          command: `agentkernel images list --backend ${image.backend}`,
          run: show({ search: name }),
          more: () => [
            of('use', { icon: Plus, isEnabled: image.references.length > 0, command: `agentkernel create NAME --image ${name} --backend ${image.backend}`, run: () => openCreate({ image: name, backend: image.backend }) }),
            of('copy_name', { icon: Copy, run: () => copy(name) }),
            of('copy_remove', { icon: Copy, run: () => copy(toRemoveCommand(image)) }),
            of('remove', { icon: Trash2, isDestructive: true, command: toRemoveCommand(image), run: show({ removing: image }) })
          ]
        }
      }
      const load: Action = {
        id: 'images.load',
        group: 'images',
        title: t('load_action'),
        note: backendTitles[archiveBackend],
        icon: FileInput,
        command: toLoadCommand(null),
        run: () => {
          navigate('/images')
          void loadFromFile?.()
        }
      }
      return [...(loadFromFile ? [load] : []), ...(images ?? []).map(toAction)]
    }, [images, t, navigate, copy, loadFromFile])
  )
}

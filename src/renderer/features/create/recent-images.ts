import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface RecentImages {
  readonly images: readonly string[]
}

const most = 8

/** Images used in this window before, newest first. */
export const useRecentImages = create<RecentImages>()(persist((): RecentImages => ({ images: [] }), { name: 'recent-images' }))

export function rememberImage(image: string): void {
  useRecentImages.setState(({ images }) => ({ images: [image, ...images.filter((each) => each !== image)].slice(0, most) }))
}

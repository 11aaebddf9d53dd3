import { clsx, type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

/** Our own type scale has names that tailwind-merge would take for colours. */
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['label', 'small', 'base', 'title', 'page'] }] } } })

/** Joins class names; a later one of the same kind wins. */
export function classNames(...values: ClassValue[]): string {
  return merge(clsx(values))
}

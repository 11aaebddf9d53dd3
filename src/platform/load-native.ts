import { createRequire } from 'node:module'

/** A library with a native part stays out of the bundles, which take in what is named literally. By `require`: scripts out of the command's one file have no `import()`. */
export function loadNative(name: string): unknown {
  return createRequire(import.meta.url)(name)
}

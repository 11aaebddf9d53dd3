// @ts-check
import { listDaemons, stopDaemon } from './daemons.mjs'
import { identifyEngine } from './engine-request.mjs'
import { withRigLock } from './lock.mjs'
import { endRootlessNamespace } from './podman-rootless-user.mjs'
import { say } from './say.mjs'
import { listTestImages, removeTestImages } from './test-images.mjs'

/**
 * Removes the rig's images from every engine it may have put them into and stops every process of the rig that still runs, whichever run
 * started it. Installed packages, the rootless user and the cache stay.
 * @param {readonly string[]} endpoints
 */
export function takeEverythingDown(endpoints) {
  return withRigLock(async () => {
    for (const endpoint of endpoints) {
      if (!(await identifyEngine(endpoint))) continue
      const tags = await listTestImages(endpoint)
      if (tags.length > 0) say(`removing ${tags.length} test images at ${endpoint}`)
      await removeTestImages(endpoint, tags)
    }
    for (const name of listDaemons()) {
      if (await stopDaemon(name)) say(`stopped ${name}`)
    }
    endRootlessNamespace()
  })
}

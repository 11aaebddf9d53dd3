import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDragOut } from './drag-out'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-drags-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('each file gets a folder of its own, and all go when it is closed', async () => {
  const drags = createDragOut({
    temporaryDirectory: folder,
    files: {
      download: async ({ sandbox, path: file, to }) => {
        writeFileSync(path.join(to, path.basename(file)), `${sandbox}:${file}`)
        return { files: 1, bytes: 1 }
      }
    }
  })
  const [one, other] = [await drags.fetch('box', '/srv/a.txt', undefined), await drags.fetch('box', '/etc/a.txt', undefined)]
  expect([path.basename(one), readFileSync(one, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['a.txt', 'box:/srv/a.txt', 'box:/etc/a.txt'])
  expect(path.dirname(path.dirname(one))).toBe(folder)
  expect([drags.has(one), drags.has('/srv/a.txt'), drags.has(folder)]).toEqual([true, false, false])
  drags.close()
  expect([existsSync(path.dirname(one)), existsSync(path.dirname(other))]).toEqual([false, false])
})

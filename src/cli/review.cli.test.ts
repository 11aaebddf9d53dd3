import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { reviewSchema } from '#contract/review'
import { createHome, errorSchema, findEngines, noEngine, parseJson } from './testing/command'

const [engine] = findEngines()

const work = `set -e
printf 'by the agent\\n' > both.txt
printf 'one\\ntwo and a half\\n' > a.txt
mkdir lib && printf 'export {}\\n' > lib/new.ts
ln -s /etc/passwd leak
ln lib/new.ts lib/second.ts
rm b.txt
mkdir -p .git/hooks && printf '#!/bin/sh\\n' > .git/hooks/pre-commit
printf '#!/bin/sh\\n' > tool && chmod 755 tool`

describe('what comes back of a private copy', () => {
  beforeEach(({ skip }) => skip(engine === undefined, noEngine))

  it('is shown as a diff and brought back, flagged files only where they are named and agreed to, from a stopped sandbox too', async () => {
    const home = await createHome(engine)
    try {
      const project = join(home.folder, 'project')
      await mkdir(project)
      await writeFile(join(project, 'a.txt'), 'one\ntwo\n')
      await writeFile(join(project, 'b.txt'), 'mine\n')
      for (const name of ['both.txt', 'host.txt']) await writeFile(join(project, name), 'at first\n')
      expect((await home.run(['create', 'copy', '--dir', project, '-q'])).code).toBe(0)
      await cp(project, join(home.folder, 'twin'), { recursive: true })
      await home.run(['start', 'copy'])
      expect(await home.run(['exec', 'copy', '--', 'sh', '-c', work])).toMatchObject({ code: 0 })
      for (const name of ['both.txt', 'host.txt']) await writeFile(join(project, name), 'by hand\n')
      await home.run(['stop', 'copy', '--grace', '0s'])

      const summary = await home.run(['diff', 'copy', '--summary'])
      expect(summary.stderr).toContain('so it stays as it is')
      expect(summary.stdout.split('\n')).toEqual([
        'A .git/hooks/pre-commit (Git runs or obeys it)', 'M a.txt', 'D b.txt (your file would be removed)', 'M both.txt (it changed on both sides: yours would be replaced)', 'A leak -> /etc/passwd (it is a link that leads out of the folder)', 'A lib/new.ts', 'A lib/second.ts', 'A tool (it may be run as a program)', ''
      ])
      const shown = await home.run(['diff', 'copy', 'a.txt', 'lib', 'b.txt', 'tool'])
      expect(shown).toMatchObject({ code: 0 })
      await writeFile(join(home.folder, 'twin', 'patch'), shown.stdout)
      await promisify(execFile)('git', ['apply', 'patch'], { cwd: join(home.folder, 'twin') })
      expect(await readFile(join(home.folder, 'twin/a.txt'), 'utf8')).toBe('one\ntwo and a half\n')
      expect((await stat(join(home.folder, 'twin/tool'))).mode & 0o111).not.toBe(0)

      const first = parseJson((await home.run(['apply', 'copy', '--json'])).stdout, z.object({ applied: z.int(), kept: z.string(), left: z.array(z.string()) }))
      expect(first).toMatchObject({ applied: 3, left: ['.git/hooks/pre-commit', 'b.txt', 'both.txt', 'tool'] })
      expect(await readFile(join(first.kept, 'a.txt'), 'utf8')).toBe('one\ntwo\n')
      expect(await readFile(join(project, 'lib/second.ts'), 'utf8')).toBe('export {}\n')

      expect(parseJson((await home.run(['apply', 'copy', 'tool', '--json'])).stderr, errorSchema).error).toMatchObject({ code: 'CONSENT_REQUIRED' })
      expect((await home.run(['apply', 'copy', 'tool', '--yes'])).code).toBe(0)
      expect((await stat(join(project, 'tool'))).mode & 0o111).not.toBe(0)
      expect((await home.run(['apply', 'copy', 'nothing-like-it'])).code).toBe(1)
      const refused = parseJson((await home.run(['apply', 'copy', 'both.txt', '--yes', '--json'])).stderr, errorSchema).error
      expect([refused.code, refused.message.includes('--overwrite'), await readFile(join(project, 'both.txt'), 'utf8')]).toEqual(['CONSENT_REQUIRED', true, 'by hand\n'])
      expect((await home.run(['apply', 'copy', 'both.txt', '--overwrite'])).code).toBe(0)
      expect([await readFile(join(project, 'both.txt'), 'utf8'), await readFile(join(project, 'host.txt'), 'utf8')]).toEqual(['by the agent\n', 'by hand\n'])
      expect(parseJson((await home.run(['data', 'prune', '--older-than', '0s', '--json'])).stderr, errorSchema).error.code).toBe('CONSENT_REQUIRED')
      const pruned = parseJson((await home.run(['data', 'prune', '--older-than', '0s', '--yes', '--json'])).stdout, z.object({ removed: z.int(), freedBytes: z.number() }))
      expect([pruned.removed, existsSync(first.kept)]).toEqual([2, false])
      const left = parseJson((await home.run(['diff', 'copy', '--summary', '--json'])).stdout, reviewSchema)
      expect(left.files.map(({ path }) => path)).toEqual(['.git/hooks/pre-commit', 'b.txt', 'leak'])
    } finally {
      await home.dispose()
    }
  })

  it('is refused for a sandbox that has none', async () => {
    const home = await createHome(engine)
    try {
      await home.run(['create', 'plain', '-q'])
      expect(await home.run(['diff', 'plain'])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining("'plain' was not made with a private copy") as string })
    } finally {
      await home.dispose()
    }
  })
})

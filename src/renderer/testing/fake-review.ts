import type { Review, ReviewedFile } from '#contract/review'
import type { WindowApi } from '#contract/window-api'

const shown = { digest: 'a', hostDigest: 'b', isExecutable: false, isText: true, sizeBytes: 1800 } as const

const files: readonly ReviewedFile[] = [
  { ...shown, path: '.github/workflows/release.yml', kind: 'modified', flags: ['ci'] },
  { ...shown, path: 'docs/old-notes.md', kind: 'removed', digest: null, flags: ['removed'] },
  { ...shown, path: 'scripts/deploy', kind: 'added', hostDigest: null, isExecutable: true, flags: ['executable'] },
  { ...shown, path: 'src/latest', kind: 'added', hostDigest: null, isText: false, flags: [], barrier: 'link_out', linkTarget: '../../releases/latest' },
  { ...shown, path: 'src/routes/login.ts', kind: 'modified', flags: [] },
  { ...shown, path: 'src/routes/logout.ts', kind: 'modified', flags: ['conflict'] },
  { ...shown, path: 'src/routes/session.ts', kind: 'added', hostDigest: null, flags: [] }
]

const diff = `diff --git a/src/routes/login.ts b/src/routes/login.ts
--- a/src/routes/login.ts
+++ b/src/routes/login.ts
@@ -1,6 +1,8 @@
 import { readUser } from './user'
+import { openSession } from './session'
 
 export async function login(name: string, password: string) {
-  return await readUser(name, password)
+  const user = await readUser(name, password)
+  return user && openSession(user)
 }
`

/** A copy in which something of every kind differs, until it is brought back. */
export function createFakeReview(): WindowApi['review'] {
  let left = files
  const review = (): Review => ({ folder: '/home/ada/web', workingDirectory: '/workspace', files: [...left], knowsBefore: true, hostOnly: ['README.md', 'src/theme.css'], isPartial: false, leftOut: ['.git', 'node_modules'] })
  return {
    compare: () => Promise.resolve(review()),
    diff: ({ path }) => Promise.resolve({ path, diff }),
    apply(input) {
      left = left.filter(({ path }) => !input.files.some((file) => file.path === path))
      return Promise.resolve({ applied: input.files.length, kept: '/home/ada/.local/share/agentkernel-desktop/replaced/2026-01-31-web' })
    }
  }
}

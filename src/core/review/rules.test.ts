import { describe, expect, test } from 'vitest'
import { areScriptsChanged, findLeftOut, findLinkBarrier, findNameBarrier, findPathFlags } from './rules'

describe('what would run on the host', () => {
  test.each([
    ['git', '.git/hooks/pre-commit'], ['git', '.git/config'], ['git', 'vendor/lib/.git/hooks/post-checkout'], ['git', '.gitmodules'], ['git', '.husky/pre-push'],
    ['git', '.GIT/hooks/pre-commit'], ['git', '.g\u200cit/config'], ['git', '.git./config'], ['git', 'GIT~1/config'],
    ['ci', '.github/workflows/ci.yml'], ['ci', '.gitlab-ci.yml'], ['ci', 'Jenkinsfile'],
    ['editor', '.vscode/tasks.json'], ['editor', '.idea/runConfigurations/a.xml'], ['editor', 'web.code-workspace'], ['editor', '.devcontainer/devcontainer.json'],
    ['agent', 'CLAUDE.md'], ['agent', '.claude/settings.json'], ['agent', '.mcp.json'],
    ['environment', '.envrc'], ['environment', 'packages/a/.npmrc'], ['environment', '.env.local'],
    ['shell', '.bashrc'], ['shell', 'home/.zshenv'], ['shell', '.profile'], ['shell', 'setup.bat'],
    ['build', 'Makefile'], ['build', 'rules.mk'], ['build', 'vite.config.ts'], ['build', 'build.rs'], ['build', 'Dockerfile.dev'], ['build', 'conftest.py']
  ])('%s: %s', (flag, path) => expect(findPathFlags(path)).toContain(flag))

  test.each(['src/index.ts', 'README.md', 'docs/git/hooks.md', 'src/makefile-parser.ts', 'test/config.test.ts', '.gitignore', 'src/environment.ts', 'package.json'])('nothing: %s', (path) => expect(findPathFlags(path)).toEqual([]))
})

describe('scripts of a package', () => {
  const pack = (scripts: object, more: object = {}): string => JSON.stringify({ scripts, ...more })

  test.each([
    ['another one', pack({ test: 'a' }), pack({ test: 'b' }), true],
    ['a first one', null, pack({ postinstall: 'curl evil' }), true],
    ['one that cannot be read', pack({}), '{', true],
    ['only a version', pack({ test: 'a' }, { version: '1' }), pack({ test: 'a' }, { version: '2' }), false],
    ['none', null, '{"name":"a"}', false]
  ])('%s', (_what, before, after, isChanged) => expect(areScriptsChanged('web/package.json', before, after)).toBe(isChanged))

  test('are looked for in no other file', () => expect(areScriptsChanged('package.json.md', null, '{')).toBe(false))
})

test.each([
  ['node_modules/a/index.js', 'node_modules'], ['web/node_modules/.bin/vite', 'web/node_modules'], ['node_modules', 'node_modules'],
  ['.git/objects/ab/cd', '.git'], ['.git/HEAD', '.git'], ['lib/.git/index', 'lib/.git'],
  ['.git', null], ['.git/hooks/pre-commit', null], ['.git/config', null], ['.git/info/exclude', null], ['src/node_modules.ts', null]
])('%s is left out by %s', (path, folder) => expect(findLeftOut(path)).toBe(folder))

test.each(['../up', 'a/../b', '/etc/passwd', 'a\\b', 'C:evil', 'a//b', 'line\nbreak', 'gpj.\u202eexe', ''])('the name %j is refused', (path) => expect(findNameBarrier(path)).toBe('name'))
test('ordinary names are not', () => expect(findNameBarrier('src/größe 文.ts')).toBeNull())

test.each([
  ['a/link', '../b', 'link'], ['link', 'a/b', 'link'], ['link', '../outside', 'link_out'], ['a/link', '/etc/passwd', 'link_out'], ['a/link', 'x/../../../out', 'link_out']
])('the link %s to %s', (path, target, barrier) => expect(findLinkBarrier(path, target)).toBe(barrier))

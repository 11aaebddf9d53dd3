import type { ReviewBarrier, ReviewFlag } from '#contract/review'

/** Folders that tools make anew, and whose content would be foreign here: never compared. */
const madeAgain = new Set(['node_modules', '.venv', '__pycache__'])

/**
 * The folder by which a path is left out; null for one that is compared. Of git's own folder only what it runs or obeys is
 * looked at: commits come back by git itself.
 */
export function findLeftOut(path: string): string | null {
  const parts = path.split('/')
  for (const [index, part] of parts.entries()) {
    const name = fold(part)
    if (madeAgain.has(name)) return parts.slice(0, index + 1).join('/')
    if (name === '.git' && index + 1 < parts.length && !isRunByGit(parts.slice(index + 1).map(fold))) return parts.slice(0, index + 1).join('/')
  }
  return null
}

function isRunByGit([first = '', ...rest]: readonly string[]): boolean {
  return first === 'hooks' || first === 'info' || (/^config(\.worktree)?$/.test(first) && rest.length === 0)
}

/** By where it lies; the first part of a rule is tried on the whole path, in lower case. */
const byPath: ReadonlyArray<readonly [ReviewFlag, RegExp]> = [
  ['git', /(^|\/)\.git(\/|$)|(^|\/)\.git(modules|attributes)$|(^|\/)(\.husky|\.githooks|githooks)\/|(^|\/)(\.pre-commit-config\.yaml|lefthook\.ya?ml)$/],
  ['ci', /(^|\/)\.(github|gitlab|circleci|buildkite|woodpecker|forgejo|gitea)\/|(^|\/)(\.gitlab-ci\.yml|\.travis\.yml|\.drone\.yml|jenkinsfile|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|appveyor\.yml)$/],
  ['editor', /(^|\/)\.(vscode|idea|zed|fleet|vs|devcontainer)\/|\.code-workspace$|(^|\/)(\.devcontainer\.json|\.exrc|\.nvimrc|\.nvim\.lua|\.vimrc|\.dir-locals\.el)$/],
  ['agent', /(^|\/)\.(claude|cursor|codex|gemini|aider[^/]*|continue|opencode|agents)(\/|$)|(^|\/)(\.mcp\.json|claude(\.local)?\.md|agents\.md|gemini\.md|\.cursorrules|agentkernel\.toml)$/],
  ['environment', /(^|\/)(\.envrc|\.env(\.[^/]*)?|mise\.toml|\.mise\.toml|\.tool-versions|\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.c?js|pip\.conf)$|(^|\/)\.(yarn|cargo|direnv)\//],
  ['shell', /(^|\/)\.(bash|zsh|ksh|tcsh|csh)(rc|env|_profile|_login|_logout|_aliases)?$|(^|\/)\.(zprofile|zlogin|zlogout|zshenv|profile|inputrc|login)$|\.(ps1|psm1|bat|cmd)$|(^|\/)config\.fish$/],
  ['build', /(^|\/)(gnu)?makefile([.-][a-z0-9_]+)?$|\.(mk|cmake|gradle|gradle\.kts)$|(^|\/)(cmakelists\.txt|justfile|\.justfile|rakefile|gemfile|taskfile\.ya?ml|build\.rs|setup\.(py|cfg)|pyproject\.toml|conftest\.py|noxfile\.py|dockerfile([.-][^/]*)?|(docker-)?compose([.-][^/]*)?\.ya?ml|gulpfile\.[^/]*|gruntfile\.[^/]*|[^/]*\.config\.(js|cjs|mjs|ts|cts|mts)|\.[^/]*rc\.(js|cjs|mjs|ts)|gradlew|mvnw|pom\.xml|package\.swift)$/]
]

/** What of the host's would run or obey a file at this path. */
export function findPathFlags(path: string): ReviewFlag[] {
  const folded = fold(path)
  return byPath.flatMap(([flag, pattern]) => (pattern.test(folded) ? [flag] : []))
}

/** Whether what a package runs on its own (`npm install`, `npm test`) is another one, or cannot be told. */
export function areScriptsChanged(path: string, before: string | null, after: string | null): boolean {
  if (!/(^|\/)package\.json$/.test(fold(path))) return false
  const [old, now] = [readScripts(before), readScripts(after)]
  return now === undefined || old === undefined || old !== now
}

/** Undefined where it cannot be read. */
function readScripts(text: string | null): string | undefined {
  if (text === null) return '{}'
  try {
    const { scripts = {}, bin = {}, type = '', main = '' } = JSON.parse(text) as Record<string, unknown>
    return Object.keys(scripts as object).length === 0 && Object.keys(bin as object).length === 0 ? '{}' : JSON.stringify([scripts, bin, type, main])
  } catch {
    return undefined
  }
}

/** Names that lead elsewhere on some system of ours, or that a person would read as another one. */
// oxlint-disable-next-line no-control-regex -- control characters are what must not be in a name
const refusedName = /[\u0000-\u001f\u007f-\u009f\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|^[A-Za-z]:/

export function findNameBarrier(path: string): ReviewBarrier | null {
  const parts = path.split('/')
  return refusedName.test(path) || path.length > 4096 || parts.some((part) => part === '' || part === '.' || part === '..') ? 'name' : null
}

/** A link's target against where the link is: whether it stays in the folder. */
export function findLinkBarrier(path: string, target: string): ReviewBarrier {
  if (target.startsWith('/') || target.includes('\\')) return 'link_out'
  let depth = path.split('/').length - 1
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1
    else if (part !== '' && part !== '.') depth += 1
    if (depth < 0) return 'link_out'
  }
  return 'link'
}

/** As the most forgiving file system of a host reads a name: macOS leaves out what has no width, Windows a dot at the end. */
function fold(path: string): string {
  return path
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
    .replaceAll(/[. ]+(?=\/|$)/g, (end, at: number, whole: string) => (at === 0 || whole[at - 1] === '/' ? end : ''))
    .replaceAll(/git~\d/g, '.git')
}

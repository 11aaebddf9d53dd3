/** One kind of project: the image that has its tools, and how it is recognised. */
export interface ImageRow {
  readonly image: string
  /** File names in the project's folder; `*.x` stands for any name with that ending. */
  readonly files: readonly string[]
  /** Programs that this image has. */
  readonly commands: readonly string[]
}

/** In order of precedence: the first row that matches wins. The same table as the upstream tool's. */
export const imageTable: readonly ImageRow[] = [
  {
    image: 'node:22-alpine',
    files: ['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lockb'],
    commands: ['node', 'npm', 'npx', 'yarn', 'pnpm', 'bun', 'tsx', 'ts-node']
  },
  { image: 'rust:1.85-alpine', files: ['Cargo.toml', 'Cargo.lock'], commands: ['cargo', 'rustc', 'rustup', 'rustfmt', 'clippy'] },
  { image: 'golang:1.23-alpine', files: ['go.mod', 'go.sum'], commands: ['go', 'gofmt'] },
  {
    image: 'python:3.12-alpine',
    files: ['pyproject.toml', 'requirements.txt', 'setup.py', 'setup.cfg', 'Pipfile', 'poetry.lock', 'uv.lock'],
    commands: ['python', 'python3', 'pip', 'pip3', 'poetry', 'uv', 'pytest', 'ruff']
  },
  { image: 'ruby:3.3-alpine', files: ['Gemfile', 'Gemfile.lock', '*.gemspec'], commands: ['ruby', 'gem', 'bundle', 'bundler', 'rake', 'rails'] },
  {
    image: 'eclipse-temurin:21-alpine',
    files: ['pom.xml', 'build.gradle', 'build.gradle.kts', 'settings.gradle', '*.kt'],
    commands: ['java', 'javac', 'mvn', 'gradle', 'gradlew']
  },
  { image: 'mcr.microsoft.com/dotnet/sdk:8.0', files: ['*.csproj', '*.fsproj', '*.sln', 'global.json'], commands: ['dotnet', 'csc', 'fsc'] },
  {
    image: 'gcc:14-bookworm',
    files: ['Makefile', 'CMakeLists.txt', 'configure', '*.c', '*.cpp', '*.h'],
    commands: ['gcc', 'g++', 'clang', 'clang++', 'make', 'cmake', 'cc']
  },
  { image: 'php:8.3-alpine', files: ['composer.json', 'composer.lock', '*.php'], commands: ['php', 'composer'] },
  { image: 'elixir:1.16-alpine', files: ['mix.exs', 'mix.lock'], commands: ['elixir', 'mix', 'iex'] },
  { image: 'alpine:3.20', files: ['*.sh'], commands: ['sh', 'bash', 'zsh', 'ash'] },
  { image: 'nickblah/lua:5.4-alpine', files: ['*.lua', '.luacheckrc'], commands: ['lua', 'luajit', 'luarocks'] },
  { image: 'hashicorp/terraform:1.10', files: ['*.tf', '*.tfvars', 'terraform.tfstate'], commands: ['terraform'] }
]

/** Images of the `runtime` names of agentkernel.toml. */
export const runtimeImages = {
  base: 'alpine:3.20',
  python: 'python:3.12-alpine',
  node: 'node:22-alpine',
  go: 'golang:1.23-alpine',
  rust: 'rust:1.85-alpine',
  ruby: 'ruby:3.3-alpine',
  java: 'eclipse-temurin:21-alpine',
  c: 'gcc:14-bookworm',
  dotnet: 'mcr.microsoft.com/dotnet/sdk:8.0'
} as const

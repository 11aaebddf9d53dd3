import { describe, expect, it } from 'vitest'
import { imageForCommand, imageForFiles, imageForProcfile } from './detect-image'

describe('image detection', () => {
  it.each([
    ['node', 'node:22-alpine'],
    ['/usr/bin/npx', 'node:22-alpine'],
    ['ts-node', 'node:22-alpine'],
    ['cargo', 'rust:1.85-alpine'],
    ['gofmt', 'golang:1.23-alpine'],
    ['pytest', 'python:3.12-alpine'],
    ['rails', 'ruby:3.3-alpine'],
    ['./gradlew', 'eclipse-temurin:21-alpine'],
    ['dotnet', 'mcr.microsoft.com/dotnet/sdk:8.0'],
    ['clang++', 'gcc:14-bookworm'],
    ['composer', 'php:8.3-alpine'],
    ['iex', 'elixir:1.16-alpine'],
    ['sh', 'alpine:3.20'],
    ['luajit', 'nickblah/lua:5.4-alpine'],
    ['terraform', 'hashicorp/terraform:1.10'],
    ['nodemon', null],
    ['', null]
  ])('knows the image of the program %s', (program, image) => {
    expect(imageForCommand(program)).toBe(image)
  })

  it.each([
    [['README.md', 'yarn.lock'], 'node:22-alpine'],
    [['Cargo.lock'], 'rust:1.85-alpine'],
    [['go.sum'], 'golang:1.23-alpine'],
    [['uv.lock'], 'python:3.12-alpine'],
    [['thing.gemspec'], 'ruby:3.3-alpine'],
    [['build.gradle.kts'], 'eclipse-temurin:21-alpine'],
    [['Main.kt'], 'eclipse-temurin:21-alpine'],
    [['app.csproj'], 'mcr.microsoft.com/dotnet/sdk:8.0'],
    [['main.c'], 'gcc:14-bookworm'],
    [['index.php'], 'php:8.3-alpine'],
    [['mix.exs'], 'elixir:1.16-alpine'],
    [['build.sh'], 'alpine:3.20'],
    [['.luacheckrc'], 'nickblah/lua:5.4-alpine'],
    [['main.tf'], 'hashicorp/terraform:1.10']
  ])('recognises the files %j', (names, image) => {
    expect(imageForFiles(names)?.image).toBe(image)
  })

  it('takes the first row of the table when several match', () => {
    expect(imageForFiles(['Makefile', 'main.py', 'requirements.txt', 'package.json'])).toEqual({ image: 'node:22-alpine', file: 'package.json' })
  })

  it('does not take a bare ending for a file with that ending', () => {
    expect(imageForFiles(['.sh', '.c', 'notes.txt'])).toBeNull()
  })

  it.each([
    ['web: gunicorn app:app\nworker: python worker.py', 'python:3.12-alpine'],
    ['web: PORT=80 NODE_ENV=production node server.js', 'node:22-alpine'],
    ['# nothing\nweb: exec bundle exec puma', 'ruby:3.3-alpine'],
    ['web: ./server', undefined]
  ])('reads the Procfile %j', (text, image) => {
    expect(imageForProcfile(text)?.image).toBe(image)
  })
})

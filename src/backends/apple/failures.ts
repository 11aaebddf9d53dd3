import { AppError } from '#contract/errors'
import type { Problem } from './problem'
import type { ProgramFailure } from './program-failure'
import { remedies } from './remedies'

export const kind = 'apple'
/** What the program talks to; there is one per login. */
export const endpoint = 'com.apple.container.apiserver'

const unreachable = (key: string, detail: string, options: { cause?: unknown; remedies?: AppError['remedies'] } = {}): AppError =>
  new AppError('BACKEND_UNREACHABLE', { backend: kind, endpoint, detail }, { because: { key }, ...options })

/** It was there and does not answer: a wedged service hangs for ever, which is not the same as not running. */
export function notResponding(afterMs: number): AppError {
  return unreachable('reasons.apple_not_responding', `(${afterMs} ms)`, { remedies: [remedies.restart] })
}

export function exitLost(detail: string): AppError {
  return unreachable('reasons.apple_exit_lost', detail)
}

export function interrupted(detail: string, cause?: unknown): AppError {
  return unreachable('reasons.apple_helper_died', detail, { cause })
}

/** What an error is about, for the sentence. */
export interface Subject {
  readonly name?: string
  readonly image?: string
  /** Host ports that were asked for. */
  readonly ports?: readonly number[]
}

type Convert = (failure: ProgramFailure, subject: Subject) => AppError

const startFailed: Convert = (failure, { name = '' }) => new AppError('SANDBOX_START_FAILED', { name, reason: failure.detail }, { cause: failure })
const pullFailed: Convert = (failure, { image = '' }) => new AppError('IMAGE_PULL_FAILED', { image, detail: failure.detail }, { cause: failure })

/** What has a code of its own; everything else is ENGINE_FAILED in the program's words. */
const conversions: Partial<Record<Problem, Convert>> = {
  'service-off': (failure) => unreachable('reasons.apple_stopped', '', { cause: failure, remedies: [remedies.start] }),
  'helper-died': (failure) => interrupted(failure.detail, failure),
  'not-responding': (failure) => unreachable('reasons.apple_not_responding', failure.detail, { cause: failure, remedies: [remedies.restart] }),
  'exit-lost': (failure) => exitLost(failure.detail),
  'other-user': (failure) => new AppError('PERMISSION_DENIED', { what: endpoint, detail: failure.detail }, { cause: failure, because: { key: 'reasons.apple_other_user' } }),
  missing: (failure, { name = '' }) => new AppError('SANDBOX_MISSING', { name }, { cause: failure }),
  'not-running': (failure, { name = '' }) => new AppError('SANDBOX_NOT_RUNNING', { name }, { cause: failure }),
  running: (failure, { name = '' }) => new AppError('SANDBOX_RUNNING', { name }, { cause: failure }),
  'name-taken': (failure, { name = '' }) => new AppError('NAME_TAKEN_IN_ENGINE', { name, container: name }, { cause: failure }),
  'image-missing': (failure, { image = '' }) => new AppError('IMAGE_NOT_FOUND', { image }, { cause: failure }),
  'image-unknown': (failure, { image = '' }) => new AppError('IMAGE_NOT_FOUND', { image }, { cause: failure }),
  'image-denied': (failure, { image = '' }) => new AppError('IMAGE_ACCESS_DENIED', { image, registry: toRegistry(image), login: 'container registry login' }, { cause: failure }),
  keychain: (failure, { image = '' }) => new AppError('IMAGE_PULL_FAILED', { image, detail: failure.detail }, { cause: failure, remedies: [remedies.keychain] }),
  'registry-limit': pullFailed,
  platform: pullFailed,
  'mount-missing': (failure) => new AppError('MOUNT_SOURCE_MISSING', { path: /path '(.*?)' does not exist/.exec(failure.stderr)?.[1] ?? '' }, { cause: failure }),
  'port-taken': (failure, { ports = [] }) => new AppError('PORT_TAKEN', { port: /:(\d{1,5})\b/.exec(failure.detail)?.[1] ?? ports.join(', ') }, { cause: failure }),
  'port-denied': (failure, { ports = [] }) => new AppError('PERMISSION_DENIED', { what: ports.join(', '), detail: failure.detail }, { cause: failure }),
  'no-kernel': (failure) => new AppError('ENGINE_FAILED', { backend: kind, detail: failure.detail }, { cause: failure, remedies: [remedies.installKernel] }),
  orphaned: (failure, { name = '' }) => orphaned(name, failure),
  'program-missing': startFailed,
  'program-unusable': startFailed,
  'no-virtual-machine': startFailed,
  'disk-full': (failure) => new AppError('DISK_FULL', { where: kind }, { cause: failure })
}

/** The machine of a sandbox still runs, and the service has forgotten it (a crash of the service). */
export function orphaned(name: string, cause?: unknown): AppError {
  return new AppError('SANDBOX_START_FAILED', { name, reason: orphanDetail }, { cause, remedies: [remedies.repair] })
}

export const orphanDetail = 'its virtual machine still runs, but the container service lost sight of it when it crashed'

/** The program's failure in the product's words. */
export function toAppError(failure: ProgramFailure, subject: Subject = {}): AppError {
  return conversions[failure.problem]?.(failure, subject) ?? new AppError('ENGINE_FAILED', { backend: kind, detail: failure.detail }, { cause: failure })
}

/** The registry that a reference names; without one it is Docker Hub. */
export function toRegistry(image: string): string {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io'
}

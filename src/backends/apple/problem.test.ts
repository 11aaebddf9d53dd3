import { describe, expect, it } from 'vitest'
import { toAppError } from './failures'
import { classify, toDetail } from './problem'
import { ProgramFailure } from './program-failure'

const hint = '\nEnsure container system service has been started with `container system start`.\n'

/** Words of the program, with what they are and what people are told. */
const cases: readonly (readonly [string, ReturnType<typeof classify>, string])[] = [
  [`Error: internalError: "failed to list containers" (cause: "interrupted: "XPC connection error: Connection invalid"")${hint}`, 'service-off', 'BACKEND_UNREACHABLE'],
  [`Error: interrupted: "XPC connection error: Connection interrupted"${hint}`, 'helper-died', 'BACKEND_UNREACHABLE'],
  ['Error: XPC timeout for request to com.apple.container.apiserver/containerList', 'not-responding', 'BACKEND_UNREACHABLE'],
  ['Error: unauthorized request', 'other-user', 'PERMISSION_DENIED'],
  ['Error: failed to exec (cause: "notFound: "get failed: container dev not found"")', 'missing', 'SANDBOX_MISSING'],
  ['Error: notFound: "container with ID dev not found"', 'missing', 'SANDBOX_MISSING'],
  ['Error: container not found: dev', 'missing', 'SANDBOX_MISSING'],
  ['Error: no such container: dev', 'missing', 'SANDBOX_MISSING'],
  ['Error: image not found: docker.io/library/x:1', 'image-missing', 'IMAGE_NOT_FOUND'],
  ['Error: container with id dev already exists', 'name-taken', 'NAME_TAKEN_IN_ENGINE'],
  ['Error: container already exists: dev', 'name-taken', 'NAME_TAKEN_IN_ENGINE'],
  ['Error: d is not a valid container ID', 'bad-name', 'ENGINE_FAILED'],
  ['Error: hostname(s) already exist: ["dev"]', 'name-taken', 'NAME_TAKEN_IN_ENGINE'],
  ['Error: container dev is not running', 'not-running', 'SANDBOX_NOT_RUNNING'],
  ['Error: no runtime client exists: container is stopped', 'not-running', 'SANDBOX_NOT_RUNNING'],
  ['Error: no sandbox client exists: container is stopped', 'not-running', 'SANDBOX_NOT_RUNNING'],
  ['Error: failed to create process', 'not-running', 'SANDBOX_NOT_RUNNING'],
  ['Error: cannot exec: container is not running', 'not-running', 'SANDBOX_NOT_RUNNING'],
  ['Error: invalidState: "container dev is running and can not be deleted"', 'running', 'SANDBOX_RUNNING'],
  ['Error: failed to start process (cause: "failed to find target executable /no")', 'program-missing', 'SANDBOX_START_FAILED'],
  ['Error: vmexec error: execvpe: Permission denied', 'program-unusable', 'SANDBOX_START_FAILED'],
  ['Error: default kernel not configured for architecture arm64', 'no-kernel', 'ENGINE_FAILED'],
  ['Error: minimum memory amount allowed is 200 MiB', 'little-memory', 'ENGINE_FAILED'],
  ["Error: path '/gone' does not exist", 'mount-missing', 'MOUNT_SOURCE_MISSING'],
  ["Error: mount source path '/gone' does not exist", 'mount-missing', 'MOUNT_SOURCE_MISSING'],
  ['Error: bind: Address already in use (errno: 48)', 'port-taken', 'PORT_TAKEN'],
  ['Error: Permission denied while binding to host port', 'port-denied', 'PERMISSION_DENIED'],
  ['Error: host ports for different publish port specs may not overlap', 'port-taken', 'PORT_TAKEN'],
  ['Error: failed with response: 404 Not Found', 'image-unknown', 'IMAGE_NOT_FOUND'],
  ['Error: failed with response: 401 Unauthorized', 'image-denied', 'IMAGE_ACCESS_DENIED'],
  ['Error: failed with response: 403 Forbidden', 'image-denied', 'IMAGE_ACCESS_DENIED'],
  ['Error: failed with response: 429 Too Many Requests', 'registry-limit', 'IMAGE_PULL_FAILED'],
  ['Error: error querying keychain (status: -25308)', 'keychain', 'IMAGE_PULL_FAILED'],
  ['Error: image does not support required platforms', 'platform', 'IMAGE_PULL_FAILED'],
  ['Error: unsupported: "platform linux/s390x"', 'platform', 'IMAGE_PULL_FAILED'],
  ['Error: currently running under Rosetta Translation, which could be because of your terminal application', 'rosetta', 'ENGINE_FAILED'],
  ['Error: container expected to be in created state, got: running', 'orphaned', 'SANDBOX_START_FAILED'],
  ['Error: VZErrorDomain Code=1', 'no-virtual-machine', 'SANDBOX_START_FAILED'],
  ['Error: nested virtualization is not supported on the platform', 'no-virtual-machine', 'SANDBOX_START_FAILED'],
  ['Error: failed to delete: deleteProcess: exec 5f1c does not exist in container', 'stale-process', 'ENGINE_FAILED'],
  ['Error: internalError: "Resource busy"', 'resource-busy', 'ENGINE_FAILED'],
  ['Error: failed to convert container logs to utf8', 'not-utf8', 'ENGINE_FAILED'],
  ['Error: write: No space left on device', 'disk-full', 'DISK_FULL'],
  ['Error: failed to exec process CancellationError()', 'exit-lost', 'BACKEND_UNREACHABLE'],
  ['Error: something new', 'other', 'ENGINE_FAILED']
]

describe('failures of the program', () => {
  it.each(cases)('%s', (stderr, problem, code) => {
    expect(classify(stderr)).toBe(problem)
    expect(toAppError(new ProgramFailure('x', { exitCode: 1, stderr }), { name: 'dev', image: 'x:1', ports: [80] }).code).toBe(code)
  })

  it('offer to start the service only when it does not run, whatever the hint says', () => {
    const remediesOf = (stderr: string) => toAppError(new ProgramFailure('x', { exitCode: 1, stderr })).remedies.map(({ action }) => action)
    expect(cases.slice(0, 2).map(([stderr]) => remediesOf(stderr))).toEqual([['start-service'], []])
  })

  it('are told without prefixes, progress and noise', () => {
    expect(toDetail(`[1/2] Fetching image 3% [1s]\nfailed to send signal: x\nWarning! Running debug build. Performance may be degraded.\nError: one (cause: "two")\nUsage: container x\n  See 'container --help' for more information.\n`)).toBe('one (cause: "two")')
  })
})

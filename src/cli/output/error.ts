import { AppError } from '#contract/errors'
import type { Remedy } from '#contract/text'
import { renderError, type Translate } from '#locales/index'
import { UsageError } from '../usage-error'
import { toPlainLine } from './plain-text'

/** What `--json` prints of a failure, on stderr. */
export interface ErrorOutput {
  readonly code: string
  readonly message: string
  readonly params: Readonly<Record<string, string | number>>
  readonly remedies: readonly { readonly text: string; readonly command?: string; readonly url?: string }[]
}

export function describeError(error: unknown, translate: Translate): ErrorOutput {
  if (error instanceof UsageError) return { code: 'USAGE', message: toPlainLine(translate({ key: error.key, params: error.params })), params: error.params, remedies: [] }
  const failure = AppError.from(error)
  return {
    code: failure.code,
    message: toPlainLine(renderError(translate, withFlag(failure))),
    params: failure.params,
    remedies: failure.remedies.map((remedy) => describeRemedy(remedy, translate))
  }
}

/** The options that fill what a person never reads the name of. */
const flags: Readonly<Record<string, string>> = {
  memoryMb: '--memory', vcpus: '--vcpus', workingDirectory: '--workdir', environment: '--env', mounts: '--mount', ports: '--publish', allowedHosts: '--allow', secrets: '--secret',
  image: '--image', profile: '--profile', user: '--user', labels: '--label', directory: '--dir', timeoutMs: '--timeout', graceMs: '--grace'
}

/** What was wrong, by the word that was typed for it. */
function withFlag(error: AppError): Parameters<typeof renderError>[1] {
  const flag = flags[String(error.params['field'] ?? '').split('.')[0] ?? '']
  return error.code === 'INVALID_INPUT' && flag !== undefined ? { ...error.toData(), params: { ...error.params, field: flag } } : error
}

/** `Error: …` and, one per line, what can be done. */
export function formatError({ message, remedies }: ErrorOutput): string {
  return [`Error: ${message}`, ...remedies.map((remedy) => `  ${formatRemedy(remedy)}`)].join('\n')
}

export function describeRemedy(remedy: Remedy, translate: Translate): ErrorOutput['remedies'][number] {
  return {
    text: toPlainLine(translate(remedy.text)),
    ...(remedy.command !== undefined && { command: remedy.command }),
    ...(remedy.url !== undefined && { url: remedy.url })
  }
}

export function formatRemedy({ text, command, url }: ErrorOutput['remedies'][number]): string {
  return toPlainLine([text, command, url].filter((part) => part !== undefined).join(' '))
}

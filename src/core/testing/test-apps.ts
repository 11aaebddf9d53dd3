import { afterEach } from 'vitest'
import { AppError, type ErrorCode } from '#contract/errors'
import { createTestApp, type TestApp, type TestAppOptions } from './create-test-app'

/** For a file of tests: starts applications that are closed after each test. */
export function useTestApps(): (options?: TestAppOptions) => TestApp {
  const open: TestApp[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((app) => app.close()))
  })
  return (options = {}) => {
    const app = createTestApp(options)
    open.push(app)
    return app
  }
}

/** With what a call was refused. */
export async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  return await work.then(
    () => 'no error' as const,
    (error: unknown) => AppError.from(error).code
  )
}

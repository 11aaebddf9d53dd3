import { ORPCError } from '@orpc/client'
import { AppError, errorDataSchema } from '#contract/errors'

/** An error as it crosses: the contract's data, no stack, no cause. */
export function toWireError(error: AppError): ORPCError<string, unknown> {
  return new ORPCError(error.code, { status: 500, message: error.code, data: error.toData() })
}

/** What arrived as an error; anything that is not the contract's data is a fault of the transport. */
export function fromWireError(error: unknown, what: string): AppError {
  if (error instanceof AppError) return error
  const data = error instanceof ORPCError ? errorDataSchema.safeParse(error.data) : undefined
  if (data?.success) return AppError.fromData(data.data)
  return new AppError('INTERNAL', { detail: `${what}: ${error instanceof Error ? error.message : String(error)}` }, { cause: error })
}

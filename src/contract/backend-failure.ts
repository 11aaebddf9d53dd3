import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { errorDataSchema } from './errors'

/** A backend that could not do its part while the others did theirs. */
export const backendFailureSchema = z.object({ backend: backendKindSchema, error: errorDataSchema })
export type BackendFailure = z.infer<typeof backendFailureSchema>

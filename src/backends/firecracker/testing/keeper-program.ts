import { createClock } from '#platform/clock'
import { keepSandbox } from '../keeper/keep-sandbox'
import type { Patience } from '../keeper/silence'

/** So that a test does not wait for minutes. */
const patience: Patience | undefined = JSON.parse(process.env['AGENTKERNEL_TEST_PATIENCE'] ?? 'null') ?? undefined

void keepSandbox(process.argv[2] ?? '', createClock(), patience).then(() => process.exit(0))

import { createClock } from '#platform/clock'
import { keepSandbox } from '../keeper/keep-sandbox'

void keepSandbox(process.argv[2] ?? '', createClock()).then(() => process.exit(0))

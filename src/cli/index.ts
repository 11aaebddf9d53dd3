import { exitCodes } from './exit-codes'
import { main } from './main'

declare const __VERSION__: string

// A reader that went away (`| head`) ends us as it ends every program: quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCodes.brokenPipe : exitCodes.failure)
  })
}

void main(process, { version: __VERSION__, compose: async (own) => (await import('./compose')).compose(own.env, __VERSION__) }).then((code) => {
  process.stdout.write('', () => process.exit(code))
})

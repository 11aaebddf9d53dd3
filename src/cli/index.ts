import { keeperWord } from '#backends/firecracker/keeper/keeper-program'
import { exitCodes } from './exit-codes'
import { main } from './main'

declare const __VERSION__: string

// The packaged application runs us as Node.js by this; the programs that we start must not inherit it.
delete process.env['ELECTRON_RUN_AS_NODE']

// A reader that went away (`| head`) ends us as it ends every program: quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCodes.brokenPipe : exitCodes.failure)
  })
}

async function run(): Promise<number> {
  const [word, folder] = process.argv.slice(2)
  if (word === keeperWord && folder !== undefined) return await (await import('./keep-microvm')).keepMicrovm(folder)
  return await main(process, { version: __VERSION__, compose: async (own) => (await import('./compose')).compose(own.env, __VERSION__) })
}

void run().then((code) => {
  process.stdout.write('', () => process.exit(code))
})

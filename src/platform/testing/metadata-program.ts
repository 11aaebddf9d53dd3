import { createClock } from '../clock'
import { loadConfDocument } from '../metadata-conf'
import { openMetadataStore } from '../metadata-store'
import { sampleRecord } from './sample-record'

/** A process of its own for the store's tests: `DIRECTORY write PREFIX COUNT`, or `DIRECTORY hang WHERE`, which says `there` and stays. */
const [directory = '', verb = '', first = '', second = '0'] = process.argv.slice(2)

async function write(prefix: string, count: number): Promise<void> {
  const store = await openMetadataStore({ directory, clock: createClock(), loadDocument: loadConfDocument, isKnownHome: false })
  for (let index = 0; index < count; index++) {
    const record = sampleRecord(`${prefix}-${index}`)
    await store.update((document) => ({ ...document, sandboxes: { ...document.sandboxes, [record.id]: record } }))
  }
}

/** Stands still for ever while it holds the lock: before the write, or between the write beside the file and the rename. */
async function hang(where: string): Promise<void> {
  const stay = (): never => {
    process.stdout.write('there\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    throw new Error('never')
  }
  const store = await openMetadataStore({
    directory,
    clock: createClock(),
    isKnownHome: false,
    loadDocument: async () => () => ({ write: where === 'before-rename' ? stay : () => undefined })
  })
  await store.update((document) => (where === 'in-lock' ? stay() : { ...document, settings: { ...document.settings, theme: 'dark' } }))
}

await (verb === 'write' ? write(first, Number(second)) : hang(first))

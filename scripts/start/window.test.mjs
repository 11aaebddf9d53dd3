import { expect, test } from 'vitest'
import { runUntilClosed } from './window.mjs'

test('an application that ends well says nothing', async () => {
  expect(await runUntilClosed(process.execPath, ['-e', ''])).toEqual({ code: 0 })
})

test.each([
  ['with a code', process.execPath, ['-e', 'process.exit(3)'], 'exit code 3'],
  ['by a signal', process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'], 'SIGKILL'],
  ['before it began', '/nowhere/electron', [], 'ENOENT'],
  ['for want of libraries', process.execPath, ['-e', 'process.exit(127)'], 'apt-get install']
])('one that ends %s is told of in a sentence', async (_how, program, args, word) => {
  expect(await runUntilClosed(program, args)).toEqual({ reason: expect.stringContaining(word) })
})

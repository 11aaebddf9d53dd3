import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { answerMessageBoxes, saidInBoxes } from '../fixtures/message-box'
import { WindowPage } from '../pages/window-page'

const run = promisify(execFile)

/** The command as it lies in the application that the tests drive. */
async function runOwnCommand(home: string, ...words: string[]): Promise<string> {
  const shim = path.join(path.dirname(process.env['AGENTKERNEL_TEST_PROGRAM'] ?? ''), 'resources/bin/agentkernel')
  return (await run(shim, words, { env: { ...process.env, AGENTKERNEL_HOME: home } })).stdout
}

test('`agentkernel ui NAME` brings the window forward at the sandbox, and a wrong name is answered in the shell', async ({ app, home }) => {
  const command = createCommand(home)
  const window = new WindowPage(app.page)
  await window.ready()
  for (const name of ['ui-one', 'ui-two']) await command('create', name, '--image', 'alpine:3.20')
  expect(JSON.parse(await runOwnCommand(home, 'ui', 'ui-two', '--json'))).toEqual({ sandbox: 'ui-two' })
  await expect(window.detail.of('ui-two')).toBeVisible()
  await runOwnCommand(home, 'ui', 'ui-one')
  await expect(window.detail.of('ui-one')).toBeVisible()
  await expect(runOwnCommand(home, 'ui', 'nobody')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') })
  expect(app.electron.windows()).toHaveLength(1)
  for (const name of ['ui-one', 'ui-two']) await command('remove', name)
})

test('a link asks first, opens the sandbox after a yes, and what is no link of ours does nothing', async ({ app, home, launch }) => {
  const command = createCommand(home)
  const window = new WindowPage(app.page)
  await window.ready()
  await command('create', 'linked', '--image', 'alpine:3.20')
  const follow = async (link: string): Promise<void> => await expect(launch({ words: [link] })).rejects.toThrow()

  await answerMessageBoxes(app.electron, 'Cancel')
  await follow('agentkernel://sandbox/linked?start=1')
  await follow('agentkernel://sandbox/linked')
  await expect.poll(() => saidInBoxes(app.electron)).toEqual([expect.stringContaining('A link wants to open AgentKernel at the sandbox “linked”')])
  await expect(window.detail.of('linked')).toHaveCount(0)

  await answerMessageBoxes(app.electron, 'Open')
  await follow('agentkernel://sandbox/linked')
  await expect(window.detail.of('linked')).toBeVisible()

  await command('config', 'set', 'links', 'false')
  await follow('agentkernel://open')
  expect(await saidInBoxes(app.electron)).toHaveLength(1)
  await command('remove', 'linked')
})

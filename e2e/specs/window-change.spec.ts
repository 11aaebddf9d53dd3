import { expectAccessible } from '../fixtures/accessibility'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { takePicture } from '../fixtures/pictures'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a sandbox is changed after what is lost was shown, and duplicated, in the ${colorScheme} theme`, async ({ launch, home }) => {
    test.setTimeout(120_000)
    const command = createCommand(home)
    await command('create', 'shop', '--image', 'alpine:3.20', '--backend', 'docker', '--memory', '128')
    await command('start', 'shop')
    await command('exec', 'shop', '--', 'touch', '/etc/made-here')
    const { page } = await launch({ colorScheme })
    const window = new WindowPage(page)
    const palette = new Palette(page)
    const look = async (name: string) => {
      await takePicture(page, `${colorScheme}-change-${name}`)
      await expectAccessible(page)
    }
    await window.expectStatus('shop', 'Running')
    await window.select('shop')
    await palette.choose('change the settings of shop')
    const change = page.getByRole('dialog', { name: 'Change shop' })
    await expect(change.getByRole('button', { name: 'Apply changes' })).toBeDisabled()
    await change.getByLabel('Memory', { exact: true }).fill('192')
    await page.keyboard.press('Tab')
    await expect(change).toContainText('/etc/made-here', { timeout: 20_000 })
    await expect(change.getByText('agentkernel update shop --memory 192')).toBeVisible()
    await look('update')
    await change.getByRole('button', { name: 'Apply changes' }).click()
    await expect(change).toBeHidden({ timeout: 60_000 })
    await window.expectStatus('shop', 'Running')

    await palette.choose('duplicate shop')
    const duplicate = page.getByRole('dialog', { name: 'Duplicate shop' })
    await expect(duplicate.getByLabel('Name')).toHaveValue('shop-2')
    await look('duplicate')
    await duplicate.getByLabel('Name').press('Enter')
    await expect(duplicate).toBeHidden({ timeout: 60_000 })
    await window.expectStatus('shop-2', 'Stopped')
    const memory = async (name: string) => JSON.parse(await command('info', name, '--json')).spec.memoryMb
    expect([await memory('shop'), await memory('shop-2')]).toEqual([192, 192])
    await command('remove', '--force', 'shop', 'shop-2')
  })
}

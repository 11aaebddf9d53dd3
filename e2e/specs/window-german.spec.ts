import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

/** Long words where English has short ones: the list, a sandbox, every page and the fullest dialogs. */
test('every page has room for German', async ({ app, home }) => {
  test.setTimeout(300_000)
  const command = createCommand(home)
  await command('config', 'set', 'language', 'de')
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-german-'))
  for (const name of ['anmeldung.ts', 'wege.ts']) writeFileSync(path.join(folder, name), 'export {}\n')
  await command('create', 'werkstatt', '--dir', folder, '--image', 'alpine:3.20', '--memory', '128', '-e', 'API_TOKEN=geheim', '-p', '8080', '--', 'sh', '-c', 'while :; do echo arbeitet; sleep 1; done')
  await command('start', 'werkstatt')
  await command('exec', 'werkstatt', '--', 'sh', '-c', 'for name in anmeldung.ts wege.ts Makefile; do echo "// geändert" >> $name; done; ln -s /etc/passwd leck')
  writeFileSync(path.join(folder, 'wege.ts'), '// selbst geändert\n')
  const { page } = app
  const window = new WindowPage(page)
  const places = page.getByRole('navigation').first()
  const go = async (name: string): Promise<void> => {
    await places.getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  }
  await expect(window.row('werkstatt')).toContainText('Läuft', { timeout: 20_000 })
  await lookAround(app, 'german-list')
  await window.select('werkstatt')
  await lookAround(app, 'german-detail')
  for (const tab of ['Protokoll', 'Dateien', 'Durchsicht', 'Verbrauch']) {
    await window.detail.of('werkstatt').getByRole('tab', { name: tab }).click()
    if (tab === 'Durchsicht') await expect(page.getByRole('listbox', { name: 'Dateien mit Unterschieden' }).getByRole('option')).toHaveCount(4)
    if (tab === 'Verbrauch') await expect(window.detail.of('werkstatt').getByRole('img')).toHaveCount(2)
    await lookAround(app, `german-detail-${tab.toLowerCase()}`)
  }
  await page.keyboard.press('Escape')

  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /Weitere Einstellungen/ }).click()
  await lookAround(app, 'german-create')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  for (const name of ['Schnelllauf', 'Images', 'Backends', 'Aktivität', 'Hilfe', 'Einstellungen']) {
    await go(name)
    await expect(page.getByRole('status', { name: 'Wird geprüft…' })).toHaveCount(0)
    await lookAround(app, `german-${name.toLowerCase()}`)
  }
  for (const group of ['Neue Sandboxes', 'Tray und Anmeldung', 'Version und Updates']) {
    await page.getByRole('navigation', { name: 'Gruppen von Einstellungen' }).getByRole('button', { name: group }).click()
    await lookAround(app, `german-settings-${group.split(' ')[0]?.toLowerCase()}`)
  }
  await command('remove', '--force', 'werkstatt')
  rmSync(folder, { recursive: true })
})

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'

export const productFolder = resolve('.')
export const bareFolder = resolve('bench/bare-window')

export interface RunningWindow {
  readonly electron: ElectronApplication
  readonly page: Page
}

/** Starts an application as the window tests do, on a data directory. */
export async function launchWindow(folder: string, home: string): Promise<RunningWindow> {
  const electron = await _electron.launch(await toElectron(folder, home))
  return { electron, page: await electron.firstWindow() }
}

/** The Electron of the tests, or else the product's own, with an application's folder. */
export async function toElectron(folder: string, home: string): Promise<{ executablePath: string; args: string[]; env: Record<string, string> }> {
  const { AGENTKERNEL_TEST_ELECTRON: test, ELECTRON_RUN_AS_NODE: _asNode, ...inherited } = process.env
  const environment = Object.fromEntries(Object.entries(inherited).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  return {
    executablePath: test ?? (await findElectron()),
    // Chromium's own sandbox refuses to run for root.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), folder],
    env: { ...environment, AGENTKERNEL_HOME: home }
  }
}

/** Outside Electron its package is nothing but the path of the program. */
async function findElectron(): Promise<string> {
  const { default: path } = (await import('electron')) as unknown as { default: string }
  return path
}

/**
 * Memory of all processes of an application in MB: on Linux what they take in proportion (pages that
 * several share are counted once), elsewhere their working sets.
 */
export async function memoryOf(electron: ElectronApplication): Promise<number> {
  const metrics = await electron.evaluate(({ app }) => app.getAppMetrics().map(({ pid, memory }) => ({ pid, kilobytes: memory.workingSetSize })))
  const sizes = await Promise.all(metrics.map(async ({ pid, kilobytes }) => (await proportionalSize(pid)) ?? kilobytes))
  return sizes.reduce((sum, size) => sum + size, 0) / 1024
}

async function proportionalSize(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '')
  const found = /^Pss:\s+(\d+) kB/m.exec(text)
  return found ? Number(found[1]) : null
}

/** Why no window can be opened here; null when one can. */
export function whyNoWindow(): string | null {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'no display: npm run rig starts one'
  return null
}

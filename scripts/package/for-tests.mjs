// @ts-check
// Playwright's global setup: the window tests run on the application as people get it, packaged and hardened, but for one fuse.
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '../rig/project.mjs'
import { newestIn } from '../start/build.mjs'
import { packageApplication } from './package-application.mjs'

const sources = ['out/main', 'out/preload', 'out/renderer', 'out/cli', 'out/guest', 'out/licences.json', 'resources', 'scripts/package', 'package.json']
const driven = path.join(projectFolder, 'out', 'package-driven')
/** Where the two applications are; as old as they are. */
const note = path.join(driven, 'applications.json')

export default async function provideApplications() {
  const noteAge = statSync(note, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const applications = noteAge > Math.max(...sources.map((name) => newestIn(path.join(projectFolder, name)))) ? JSON.parse(readFileSync(note, 'utf8')) : await makeApplications()
  process.env['AGENTKERNEL_TEST_PACKAGE'] = applications.packaged
  process.env['AGENTKERNEL_TEST_PROGRAM'] = applications.program
}

async function makeApplications() {
  const { folder, program } = await packageApplication([], process.env['AGENTKERNEL_TEST_ELECTRON'])
  rmSync(driven, { recursive: true, force: true })
  cpSync(folder, driven, { recursive: true, verbatimSymlinks: true })
  const copy = path.join(driven, path.relative(folder, program))
  // Playwright drives an application through the inspector, which what people get refuses to open.
  await flipFuses(copy, { version: FuseVersion.V1, resetAdHocDarwinSignature: process.platform === 'darwin', [FuseV1Options.EnableNodeCliInspectArguments]: true })
  const applications = { packaged: folder, program: copy }
  writeFileSync(note, JSON.stringify(applications))
  return applications
}

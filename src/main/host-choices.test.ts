import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDroppedFiles } from './dropped-files'
import { createFolderHandles, type FolderHandles } from './folder-handles'
import { createChoicesApi, type Dialogs } from './host-choices'

let folder = ''
let folders: FolderHandles
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-choices-'))
  let count = 0
  folders = createFolderHandles(() => String((count += 1)))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A person who chooses these; none: who closes the dialog. */
function choosing(...paths: readonly string[]): { api: ReturnType<typeof createChoicesApi>; asked: object[]; dropped: ReturnType<typeof createDroppedFiles> } {
  const asked: object[] = []
  const dialogs: Dialogs = {
    open: async (options) => {
      asked.push(options)
      return { canceled: paths.length === 0, filePaths: [...paths] }
    },
    save: async (options) => {
      asked.push(options)
      return { canceled: paths.length === 0, filePath: paths[0] ?? '' }
    }
  }
  const dropped = createDroppedFiles()
  return { api: createChoicesApi({ dialogs, translate: ({ key }) => key, folders, dropped, drags: { has: (file) => file.includes('dragged-out') } }), asked, dropped }
}

describe('what a person chooses', () => {
  it('reaches the page as a handle that only stands for what was chosen', async () => {
    const { api, asked } = choosing('/home/ada/project')
    const { folder: chosen } = await api.chooseFolder({ purpose: 'project' })
    expect(chosen).toMatchObject({ path: '/home/ada/project' })
    expect(folders.resolve(chosen?.handle ?? '')).toBe('/home/ada/project')
    expect(asked).toEqual([{ title: 'host.choose_folder.project.title', buttonLabel: 'host.choose_folder.project.button', properties: ['openDirectory', 'createDirectory'] }])
    expect(() => folders.resolve('/home/ada/project')).toThrow('PATH_REFUSED')
  })

  it('may be nothing', async () => {
    const { api } = choosing()
    expect(await api.chooseFolder({ purpose: 'project' })).toEqual({ folder: null })
    expect(await api.chooseUploads({ kind: 'files' })).toEqual({ chosen: [] })
    expect(await api.chooseSaveFile({ purpose: 'download', suggestedName: 'a' })).toEqual({ file: null })
    expect(await api.chooseBackup({})).toEqual({ file: null })
    expect(await api.chooseImageArchive({})).toEqual({ file: null })
    expect(await api.chooseSetUpFiles({})).toEqual({ chosen: [] })
    expect(await api.saveText({ suggestedName: 'a.txt', text: 'x' })).toEqual({ path: null })
  })

  it('is many files, or folders, to upload', async () => {
    const { api, asked } = choosing('/a', '/b')
    expect((await api.chooseUploads({ kind: 'files' })).chosen.map(({ path }) => path)).toEqual(['/a', '/b'])
    await api.chooseUploads({ kind: 'folder' })
    expect(asked).toMatchObject([{ properties: ['openFile', 'multiSelections'] }, { properties: ['openDirectory', 'multiSelections'] }])
  })

  it.each([['../../etc/passwd', 'passwd'], ['C:\\Windows\\x.txt', 'x.txt'], ['.bashrc', 'bashrc'], ['..', 'agentkernel'], ['', 'agentkernel'], ['report.csv', 'report.csv']])('is asked for where it is to be saved under a name only: %s', async (suggestedName, name) => {
    const { api, asked } = choosing()
    await api.chooseSaveFile({ purpose: 'download', suggestedName })
    expect(asked).toMatchObject([{ defaultPath: name }])
  })

  it('is written for its owner alone, and told where it cannot be', async () => {
    const file = join(folder, 'out.txt')
    expect(await choosing(file).api.saveText({ suggestedName: 'out.txt', text: 'hello' })).toEqual({ path: file })
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['hello', 0o600])
    await expect(choosing(join(folder, 'no/such/folder/out.txt')).api.saveText({ suggestedName: 'out.txt', text: 'x' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  })

  it('may be dropped instead', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { api, dropped } = choosing()
    dropped.add([join(folder, 'file'), folder])
    const { dropped: taken } = await api.takeDropped({})
    expect(taken.map(({ path, isDirectory }) => [path, isDirectory])).toEqual([[join(folder, 'file'), false], [folder, true]])
    expect(taken.map(({ handle }) => folders.resolve(handle))).toEqual([join(folder, 'file'), folder])
  })

  it('is nothing where a file that is dragged out is let go over the window', async () => {
    const own = join(folder, 'dragged-out')
    writeFileSync(own, '')
    const { api, dropped } = choosing()
    dropped.add([own])
    expect(await api.takeDropped({})).toEqual({ dropped: [] })
  })
})

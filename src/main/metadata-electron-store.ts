import type { OpenDocument } from '#platform/metadata-store'

/** The metadata file through electron-store: the same file and the same bytes as conf writes for the command. */
export async function loadElectronStoreDocument(): Promise<OpenDocument> {
  const { default: ElectronStore } = await import('electron-store')
  return ({ directory, name, serialize }) => {
    const store = new ElectronStore<Record<string, unknown>>({
      cwd: directory,
      name,
      fileExtension: 'json',
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
      serialize
    })
    return {
      write(document) {
        store.store = { ...document }
      }
    }
  }
}

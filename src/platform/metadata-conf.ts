import type { OpenDocument } from './metadata-store'

/** The metadata file through conf: for hosts without electron. */
export async function loadConfDocument(): Promise<OpenDocument> {
  const { default: Conf } = await import('conf')
  return ({ directory, name, serialize }) => {
    const conf = new Conf<Record<string, unknown>>({
      cwd: directory,
      configName: name,
      fileExtension: 'json',
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
      serialize
    })
    return {
      write(document) {
        conf.store = { ...document }
      }
    }
  }
}

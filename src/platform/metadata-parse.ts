import { metadataSchema, type MetadataDocument } from '#core/records'
import { isSealed } from './metadata-seal'

/** Brings a document from one schema version to the next; never back. */
export type Migration = (document: Record<string, unknown>) => Record<string, unknown>

/** What the product can read. `migrations[n]` makes version n + 1 of version n. */
export interface MetadataFormat {
  readonly version: number
  readonly migrations: Readonly<Record<number, Migration>>
  /** Names everything that says what a valid document is; null: nothing is sealed, and no seal is trusted. */
  readonly print: string | null
}

/** What a text turned out to be. `newer` holds what we can make of it, for reading only. */
export type ParsedMetadata =
  | { readonly state: 'valid'; readonly document: MetadataDocument; readonly migratedFrom: number | null }
  | { readonly state: 'newer'; readonly version: number; readonly document: MetadataDocument | null }
  | { readonly state: 'corrupt'; readonly detail: string }

export function parseMetadata(text: string, format: MetadataFormat): ParsedMetadata {
  const raw = parseObject(text)
  if (typeof raw === 'string') return { state: 'corrupt', detail: raw }
  if (format.print !== null && isSealed(text, format.print)) return { state: 'valid', document: withoutSeal(raw), migratedFrom: null }
  const version = raw['schemaVersion']
  if (typeof version !== 'number' || !Number.isInteger(version)) return { state: 'corrupt', detail: 'schemaVersion is missing' }
  if (version > format.version) {
    const attempt = metadataSchema.safeParse({ ...raw, schemaVersion: format.version })
    return { state: 'newer', version, document: attempt.success ? attempt.data : null }
  }
  return parseKnown(raw, version, format)
}

function parseKnown(raw: Record<string, unknown>, version: number, format: MetadataFormat): ParsedMetadata {
  let document = raw
  for (let from = version; from < format.version; from++) {
    const migrate = format.migrations[from]
    if (!migrate) return { state: 'corrupt', detail: `no way from schemaVersion ${from} to ${format.version}` }
    document = { ...migrate(document), schemaVersion: from + 1 }
  }
  const result = metadataSchema.safeParse(document)
  if (result.success) return { state: 'valid', document: result.data, migratedFrom: version < format.version ? version : null }
  const [issue] = result.error.issues
  return { state: 'corrupt', detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }
}

/** Checked by whoever sealed it. */
function withoutSeal({ seal: _seal, ...document }: Record<string, unknown>): MetadataDocument {
  return document as MetadataDocument
}

/** The object in a text, or why there is none. */
function parseObject(text: string): Record<string, unknown> | string {
  if (text.trim() === '') return 'it is empty'
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : 'it holds no object'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

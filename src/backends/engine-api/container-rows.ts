import { toList, toNumber, toObject, toText } from './answer-parts'
import type { AnswerParser } from './engine-api'

/** What we read of a container's row in the engine's list. */
export interface ContainerRow {
  readonly Id: string
  readonly Names: readonly string[]
  readonly Image: string
  readonly ImageID: string
  /** Seconds since 1970. */
  readonly Created: number
  readonly State: string
  readonly Labels: Readonly<Record<string, string>>
  readonly Ports: readonly PortRow[]
}

interface PortRow {
  readonly IP: string
  readonly PrivatePort: number
  /** 0 when it is not published. */
  readonly PublicPort: number
  readonly Type: string
}

/** Parsed by hand, as the answers of an exec: `agentkernel list` loads no library of schemas (docs/decisions/0008-a-start-pays-for-what-it-uses.md). */
export const containerRows: AnswerParser<readonly ContainerRow[]> = {
  parse: (value) => toList(value).map(toRow)
}

function toRow(value: unknown): ContainerRow {
  const { Id, Names, Image, ImageID, Created, State, Labels, Ports } = toObject(value)
  if (typeof Id !== 'string' || Id === '') throw new TypeError('a container without an id')
  return { Id, Names: toList(Names).map(toText), Image: toText(Image), ImageID: toText(ImageID), Created: toNumber(Created), State: toText(State), Labels: toLabels(Labels ?? {}), Ports: toList(Ports).map(toPort) }
}

function toLabels(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(toObject(value)).map(([name, text]) => [name, toText(text)]))
}

function toPort(value: unknown): PortRow {
  const { IP, PrivatePort, PublicPort, Type } = toObject(value)
  return { IP: toText(IP), PrivatePort: toNumber(PrivatePort), PublicPort: toNumber(PublicPort), Type: toText(Type) || 'tcp' }
}

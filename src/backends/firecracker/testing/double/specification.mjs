// @ts-check
// A request against the official specification of the pinned version, refused as Rust's deserializer refuses.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Fault } from './fault.mjs'

/**
 * @typedef {object} Schema
 * @property {string} [$ref]
 * @property {string} [type]
 * @property {string[]} [required]
 * @property {Record<string, Schema>} [properties]
 * @property {Schema} [items]
 * @property {unknown[]} [enum]
 * @property {number} [minimum]
 * @property {number} [maximum]
 */

/** @type {{ paths: Record<string, Record<string, { parameters?: { in: string, required?: boolean, schema?: Schema }[] }>>, definitions: Record<string, Schema> }} */
const specification = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'firecracker-api-v1.16.1.json'), 'utf8'))

/**
 * @param {string} method
 * @param {string} url
 * @param {string} text the body
 * @returns {{ operation: string, id: string | undefined, body: any }} the operation as `PUT /drives/{drive_id}`
 */
export function parseRequest(method, url, text) {
  const template = Object.keys(specification.paths).find((candidate) => new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(url))
  const operation = template && specification.paths[template]?.[method.toLowerCase()]
  if (!template || !operation) throw new Fault(`Invalid request method and/or path: ${method} ${url}.`)
  const schema = operation.parameters?.find((parameter) => parameter.in === 'body')?.schema
  if (schema && text === '') throw new Fault(`Empty ${method} request.`)
  const body = schema ? parseBody(text, schema) : undefined
  return { operation: `${method} ${template}`, id: checkId(template, url, body), body }
}

/** @param {string} text @param {Schema} schema */
function parseBody(text, schema) {
  try {
    const body = JSON.parse(text)
    check(body, schema)
    return body
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Fault(`An error occurred when deserializing the json body of a request: ${reason} at line 1 column ${text.length}.`, { cause: error })
  }
}

/** @param {string} template @param {string} url @param {any} body */
function checkId(template, url, body) {
  const name = /\{(\w+)\}/.exec(template)?.[1]
  if (name === undefined) return undefined
  const id = url.split('/').at(-1) ?? ''
  if (!/^\w+$/.test(id)) throw new Fault('API Resource IDs can only contain alphanumeric characters and underscores.')
  if (body !== undefined && body[name] !== id) throw new Fault(`The id from the path [${id}] does not match the id from the body [${body[name]}]!`)
  return id
}

/** @param {any} value @param {Schema} given */
function check(value, given) {
  const schema = given.$ref === undefined ? given : (specification.definitions[given.$ref.replace('#/definitions/', '')] ?? {})
  if (schema.type === 'object') return checkObject(value, schema)
  if (schema.type === 'array') {
    if (!Array.isArray(value)) throw new Error(`invalid type: ${describe(value)}, expected a sequence`)
    for (const item of value) check(item, schema.items ?? {})
    return
  }
  checkScalar(value, schema)
}

/** @param {any} value @param {Schema} schema */
function checkObject(value, { properties = {}, required = [] }) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`invalid type: ${describe(value)}, expected a map`)
  for (const [name, item] of Object.entries(value)) {
    const schema = properties[name]
    if (!schema) throw new Error(`unknown field \`${name}\`, expected one of ${Object.keys(properties).map((one) => `\`${one}\``).join(', ')}`)
    if (item !== null || required.includes(name)) check(item, schema)
  }
  const missing = required.find((name) => !(name in value))
  if (missing !== undefined) throw new Error(`missing field \`${missing}\``)
}

/** @param {any} value @param {Schema} schema */
function checkScalar(value, { type, enum: allowed, minimum = -Infinity, maximum = Infinity }) {
  const isRight = type === undefined || (type === 'integer' ? Number.isSafeInteger(value) : typeof value === type)
  if (!isRight) throw new Error(`invalid type: ${describe(value)}, expected ${type === 'integer' ? 'usize' : `a ${type}`}`)
  if (allowed && !allowed.includes(value)) throw new Error(`unknown variant \`${value}\`, expected one of ${allowed.map((one) => `\`${one}\``).join(', ')}`)
  if (typeof value === 'number' && (value < minimum || value > maximum)) throw new Error(`invalid value: integer \`${value}\`, expected a number from ${minimum} to ${maximum}`)
}

/** @param {unknown} value */
function describe(value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'sequence'
  return typeof value === 'object' ? 'map' : `${typeof value} ${JSON.stringify(value)}`
}

// @ts-check
/**
 * Stands for zod in the command (vite.cli.config.ts): a schema is built when it is first asked something, and
 * the library is loaded when the first one is. Building the schemas of the whole contract costs a start more
 * than anything else in it, and a verb uses a handful. What may be chained is written down and done later;
 * any other member is taken from the real schema.
 */
const chained = new Set(
  ['optional', 'nullable', 'nullish', 'default', 'catch', 'unwrap', 'array', 'transform', 'refine', 'superRefine', 'min', 'max', 'trim', 'regex', 'omit', 'partial', 'extend', 'strict']
)
/** By which a stand answers itself. A start makes hundreds: each is one small object, and all share the rest. */
const itself = Symbol('stand')
/** @type {any} */
let library

function zod() {
  if (!library) {
    // @ts-expect-error The chunk is made by the build.
    library = require('./zod.cjs')
    // A program that parses each thing once is slower with validators compiled for the purpose.
    library.config({ jitless: true })
  }
  return library
}

class Stand {
  /**
   * @param {() => any} make
   * @param {object} [shape] of an object's schema, as it was given
   */
  constructor(make, shape) {
    this.make = make
    this.shape = shape
    /** @type {any} */
    this.schema = undefined
  }

  build() {
    return (this.schema ??= this.make())
  }
}

/** @type {ProxyHandler<Stand>} */
const handler = {
  get: (stand, key) => {
    if (key === itself) return stand
    if (key === 'shape' && stand.shape) return stand.shape
    if (typeof key === 'string' && chained.has(key)) return (/** @type {unknown[]} */ ...args) => lazily(() => stand.build()[key](...args.map(toReal)))
    const member = stand.build()[key]
    return typeof member === 'function' ? member.bind(stand.schema) : member
  },
  has: (stand, key) => key in stand.build()
}

/**
 * @param {() => any} make
 * @param {object} [shape]
 * @returns {any}
 */
function lazily(make, shape) {
  return new Proxy(new Stand(make, shape), handler)
}

/** @param {any} value @returns {any} an argument with the schemas in it built */
function toReal(value) {
  if (typeof value !== 'object' || value === null) return value
  const stand = value[itself]
  if (stand) return stand.build()
  if (Array.isArray(value)) return value.map(toReal)
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toReal(member)]))
}

/** @param {() => any} namespace */
const makers = (namespace) =>
  new Proxy(/** @type {any} */ ({}), {
    get: (_target, key) => {
      if (key === 'iso') return makers(() => namespace().iso)
      // A class, to compare with.
      if (String(key).startsWith('Zod')) return namespace()[key]
      return (/** @type {any[]} */ ...args) => lazily(() => namespace()[key](...args.map(toReal)), key === 'object' || key === 'looseObject' ? args[0] : undefined)
    }
  })

export const z = makers(zod)

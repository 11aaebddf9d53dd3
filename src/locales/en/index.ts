import errors from './errors.json'

/** One file per namespace; the first part of a Text's key names it. */
export const english = { errors }

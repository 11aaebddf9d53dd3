// @ts-check

/** A refusal: 400 with `fault_message`, as Firecracker gives it. */
export class Fault extends Error {}

/** As Rust shows a system error. @param {unknown} error */
export function toOsError(error) {
  const { code, errno } = /** @type {NodeJS.ErrnoException} */ (error)
  const texts = { ENOENT: 'No such file or directory', EACCES: 'Permission denied', EISDIR: 'Is a directory', EADDRINUSE: 'Address in use' }
  return `${Reflect.get(texts, code ?? '') ?? code} (os error ${Math.abs(errno ?? 0)})`
}

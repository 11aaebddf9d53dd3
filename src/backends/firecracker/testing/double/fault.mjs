// @ts-check

/** A refusal: 400 with `fault_message`, as Firecracker gives it. */
export class Fault extends Error {
  /** @returns {string} the body of the answer */
  get body() {
    return JSON.stringify({ fault_message: this.message })
  }
}

/** Of the HTTP server, which looks at it before the API does, and answers in a form of its own that is no JSON. */
export class HttpFault extends Fault {
  get body() {
    return `{ "error": "${this.message}\nAll previous unanswered requests will be dropped." }`
  }
}

/** As Rust shows a system error. @param {unknown} error */
export function toOsError(error) {
  const { code, errno } = /** @type {NodeJS.ErrnoException} */ (error)
  const texts = { ENOENT: 'No such file or directory', EACCES: 'Permission denied', EISDIR: 'Is a directory', EADDRINUSE: 'Address in use' }
  return `${Reflect.get(texts, code ?? '') ?? code} (os error ${Math.abs(errno ?? 0)})`
}

/** Whether a variable's name says that its value is nobody's business. */
export function isSecretName(name: string): boolean {
  return /key|token|secret|passw|credential|auth|cookie|session|private|dsn|_pat$|^pat$/i.test(name)
}

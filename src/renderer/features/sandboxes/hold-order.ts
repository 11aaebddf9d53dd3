/** The order shown while it must not move: known ones stay where they are, gone ones leave, new ones come last. */
export function holdOrder(shown: readonly string[], wanted: readonly string[]): string[] {
  const stillThere = new Set(wanted)
  const known = new Set(shown)
  return [...shown.filter((id) => stillThere.has(id)), ...wanted.filter((id) => !known.has(id))]
}

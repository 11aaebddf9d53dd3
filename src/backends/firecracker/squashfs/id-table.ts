const maxIds = 65_535

/** Owners: inodes name user and group by their row in one table. */
export class IdTable {
  readonly #rows = new Map<number, number>()

  rowOf(id: number): number {
    const known = this.#rows.get(id)
    if (known !== undefined) return known
    const row = this.#rows.size
    if (row === maxIds) throw new RangeError(`more than ${maxIds} different owners`)
    this.#rows.set(id, row)
    return row
  }

  get rows(): Buffer[] {
    return [...this.#rows.keys()].map((id) => {
      const row = Buffer.alloc(4)
      row.writeUInt32LE(id)
      return row
    })
  }
}

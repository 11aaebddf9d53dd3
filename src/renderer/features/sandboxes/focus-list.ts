/** The row that Tab reaches, in the table and among the cards. */
export function findTabStop(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-sandbox][tabindex="0"]')
}

export function focusList(): void {
  findTabStop()?.focus()
}

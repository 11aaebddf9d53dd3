/** Gives the focus to the row that Tab reaches, in the table and among the cards. */
export function focusList(): void {
  document.querySelector<HTMLElement>('[data-sandbox][tabindex="0"]')?.focus()
}

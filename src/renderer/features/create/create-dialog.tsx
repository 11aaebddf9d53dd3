export function CreateDialog() {
  return null
}

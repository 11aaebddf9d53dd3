export function BackendsPage() {
  return null
}

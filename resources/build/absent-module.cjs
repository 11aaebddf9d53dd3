// Stands in for an optional dependency of a dependency that is left out of the bundle on purpose (vite.shared.ts).
module.exports = {}

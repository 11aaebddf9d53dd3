// @ts-check

/**
 * What became of an engine the tests would like: it answers at an endpoint, or there is a reason why not.
 * @typedef {{ endpoint: string, version: string, isOurs: boolean } | { reason: string }} EngineOutcome
 * `isOurs`: this very call started it, so whoever called stops it.
 */

export {};

// @ts-check
import { Failure } from './command-line.mjs'
export const images = async () => []
export const create = async () => { throw new Failure('no engine') }
export const start = async () => ({ pid: 0, pidStart: '' })
export const stop = async () => undefined
export const kill = async () => undefined
export const remove = async () => undefined
export const createVolume = async () => undefined
export const removeVolume = async () => undefined
export const clean = async () => undefined
/** @returns {{ file: string, args: string[] }} */
export const toExec = () => ({ file: 'false', args: [] })
/** @returns {{ failure: string } | { code: number }} */
export const judgeExec = () => ({ code: 1 })
export const isOwnWord = () => false
export const readLog = () => null

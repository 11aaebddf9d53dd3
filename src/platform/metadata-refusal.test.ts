import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { toMetadataRefusal } from './metadata-refusal'

const file = '/home/mara/data/metadata.json'
const refusal = (code: string) => toMetadataRefusal(Object.assign(new Error(`${code}: no`), { code }), file)

describe('a refused metadata file', () => {
  it.each([
    ['EACCES', 'reasons.metadata_denied'],
    ['EPERM', 'reasons.metadata_denied'],
    ['EROFS', 'reasons.metadata_read_only_disk'],
    ['ENOSPC', 'reasons.metadata_disk_full'],
    ['EDQUOT', 'reasons.metadata_disk_full'],
    ['ELOCKED', 'reasons.metadata_locked'],
    ['EIO', 'reasons.metadata_failed']
  ])('says of %s why, in words', (code, key) => {
    expect(refusal(code)).toMatchObject({ code: 'METADATA_UNAVAILABLE', params: { file, detail: `${code}: no` }, because: { key } })
  })

  it('names the folder whose rights are missing', () => {
    expect(refusal('EACCES')).toMatchObject({ because: { params: { folder: '/home/mara/data' } } })
  })

  it('leaves what is not the system’s as it is', () => {
    const ours = new AppError('SANDBOX_EXISTS', { name: 'a' })
    const bug = new TypeError('x')
    expect(toMetadataRefusal(ours, file)).toBe(ours)
    expect(toMetadataRefusal(bug, file)).toBe(bug)
  })
})
